// Turns a delivery of the server into items, without any I/O.

export { addressOf, comparable } from '../core/values/addresses';
export { chatsOf, type Delivery, parseDelivery } from './delivery';
export { eventIdOf } from './eventId';
export { selectableName, triggerEventOptions } from './eventNames';
export { filtersField } from './filters/filterFields';
export { asksForAccount, compileFilters, type DeliveryFilter } from './filters/filters';
export { addressedIn } from './filters/mentionFilter';
export { eventToItems } from './eventItems';
export { isByHand, isOfOthers, mayAnswer, ownMessageOf } from './ownMessage';
export { type DeliveredMedia, mediaOf } from './receivedMedia';
export { isReply } from './simplify/message';
