// Turns a delivery of the server into items, without any I/O.

export { addressOf, chatAddresses, chatsOf, comparable } from './addresses';
export { type Delivery, parseDelivery } from './delivery';
export { eventIdOf } from './eventId';
export { selectableName, triggerEventOptions } from './eventNames';
export { filtersField } from './filters/filterFields';
export {
	asksForAccount,
	asksForVotes,
	compileFilters,
	type DeliveryFilter,
} from './filters/filters';
export { addressedIn } from './filters/mentionFilter';
export { eventToItems } from './eventItems';
export { isOfOthers, mayAnswer, ownMessageOf } from './ownMessage';
export { isVoteUpdate, voteIn } from './pollVotes';
export { type DeliveredMedia, mediaOf } from './receivedMedia';
export { reasonOf } from './simplify/connectionEvents';
export { isReply } from './simplify/message';
