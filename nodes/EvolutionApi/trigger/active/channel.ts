import type { IHookFunctions } from 'n8n-workflow';

import type { Target } from '../../core/server/adapter';
import type { TriggerSettings } from '../settings/triggerSettings';
import type { ActiveTrigger } from './activeTrigger';

/** An instance that n8n has the node join or leave. */
export interface HookTarget extends Target {
	readonly context: IHookFunctions;
}

/** What became of an instance that the workflow has left. */
export interface Departure {
	/** The server sent to this workflow, and now to another. */
	readonly wasOwner?: boolean;
	/** The events that the server sent through WebSocket before the workflow came. */
	readonly sentBefore?: readonly string[];
}

/** The way on which events come from the server to a node. */
export interface Channel {
	/** What nobody has taken comes again. Else it has to be found in the server's store. */
	readonly redelivers: boolean;
	/** All of it comes to the process with trigger(). Else also to webhook processors, who tell nobody what they took. */
	readonly deliversToTriggerProcess: boolean;
	/** n8n asks the server for events, and watches every minute that it sends them. Else the server calls n8n. */
	readonly holdsConnection: boolean;
	/**
	 * @returns the events that the server sent before, where it is told which ones to send
	 * @throws {RequestFailure} if events cannot be received
	 */
	register(
		target: HookTarget,
		settings: TriggerSettings,
		url: string,
	): Promise<string[] | undefined>;
	/** Events come to an active trigger from now on. @returns ends it */
	start(trigger: ActiveTrigger): () => Promise<void>;
	/** Every five minutes: makes sure that events still come. @throws {RequestFailure} */
	repair(trigger: ActiveTrigger, url: string): Promise<void>;
	/** Every minute, where it holds a connection. Never throws. */
	watch(trigger: ActiveTrigger): Promise<void>;
	/**
	 * @param before what {@link register} has returned
	 * @throws {RequestFailure} if the server does not do it
	 */
	leave(
		target: HookTarget,
		settings: TriggerSettings,
		url: string,
		before: readonly string[] | undefined,
	): Promise<Departure>;
	/** A while after {@link leave}: takes back what others have written meanwhile. @throws {RequestFailure} */
	leaveForGood(target: HookTarget, settings: TriggerSettings, departure: Departure): Promise<void>;
}
