// Many workflows behind the one webhook of an instance. Everything that decides is pure; `Changes` talks to
// the server, `forward` to the subscribers.

export { ACKNOWLEDGEMENT, DECLINED, OVER, type Acknowledgement } from './acknowledgement';
export {
	deliveryProblem,
	isOutdated,
	isRawKey,
	isSigned,
	refusalOf,
	type DeliveryProblem,
	type WebhookSecret,
} from './authentic';
export { HubChanges } from './hubChanges';
export { decodeHubCached, MAX_HUB_BYTES, type Decoded } from './codec';
export { pathName, settableName } from './eventCodes';
export { forward, type Forwarded, type Sender, type ForwardResult } from './forward';
export { isSick, type Health } from './health';
export { toldAtIn } from './jwt';
export { listenerOf, listenersOf, type Listener } from './listeners';
export { Memory, memoryFrom, stillOwed } from './memory';
export type { HubState } from './plan';
export { probe, PROBE_EVENT } from './probe';
export {
	HUB_HEADER,
	isWorkflow,
	type ForeignSubscriber,
	type WorkflowSubscriber,
	type Subscriber,
	type WebhookRecord,
} from './record';
export { repairOf, inspectionOf, type Removal, type Repair, type HubInspection } from './repair';
export { readHub, inspectHub } from './round';
export { webhookApiFor, type WebhookApi } from './webhookApi';
export {
	PASSED_HEADER,
	calledSubscriber,
	subscribersFor,
	wants,
	type IncomingDelivery,
} from './subscribers';
export { markOfWait, offerIn, ReplyQueue, replyQueue, WAIT_HEADER, type Offer } from './waits';
export { HubChangeRefused, type HubChange } from './hubChange';
