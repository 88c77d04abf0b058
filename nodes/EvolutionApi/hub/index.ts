// Many workflows behind the one webhook of an instance. Everything that decides is pure; `HubChanges` talks to
// the server, `forward` to the subscribers.

export { acknowledge, type Acknowledgement } from './acknowledgement';
export { askWorkflow } from './askWorkflow';
export { deliveryProblem, isOutdated, refusalOf, type DeliveryProblem } from './authentic';
export { forward, type ForwardResult } from './forward';
export { isSick, type Health } from './health';
export { HubChangeRefused, type HubChange } from './hubChange';
export { HubChanges, readHub } from './hubChanges';
export { isAnswerIn, deliveredAtIn } from './jwt';
export { listenerOf, listenersOf } from './listeners';
export { ANSWERED, MAX_STORED, Memory, memoryFrom, stillOwed } from './memory';
export type { HubState } from './plan';
export { probe, PROBE_EVENT } from './probe';
export {
	decodeListCached,
	HUB_HEADER,
	isExpired,
	isSocket,
	isWorkflow,
	type ForeignSubscriber,
	type Headers,
	type Subscriber,
	type WorkflowSubscriber,
} from './list';
export { inspectionOf, repairOf, type HubInspection } from './repair';
export {
	PASSED_HEADER,
	aboutDelivery,
	calledSubscriber,
	subscribersFor,
	isSubscribedTo,
	type IncomingDelivery,
} from './subscribers';
export { markOfWait, offerIn, ReplyQueue, replyQueue, WAIT_HEADER, type Offer } from './waits';
export { webhookApiFor, type WebhookApi } from './webhookApi';
