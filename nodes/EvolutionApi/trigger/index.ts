// What turns a delivery of the server into items, without any I/O.

export { addressOf, chatAddresses, chatsOf, comparable } from './addresses';
export { type Delivery, parseDelivery } from './delivery';
export { eventIdOf, eventMarkOf } from './eventId';
export { emittedName, eventLabel, selectableName, triggerEventOptions } from './events';
export { filtersField } from './filterFields';
export { compileFilters, type DeliveryFilter } from './filters';
export { type ItemOptions, toItems } from './items';
export { type DeliveredMedia, mediaOf } from './media';
export { reasonOf } from './simplify/connection';
export { isReply } from './simplify/message';
