import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { PASSED_HEADER, type Headers } from '../../hub';
import { activationOfNode } from '../active/activation';
import type { ActiveTrigger } from '../active/activeTrigger';
import { isSwitchedOff, storedWith } from '../active/activeTriggers';
import type { Event } from '../memory/deliveredEvent';
import { storeForeign } from '../memory/knownForeign';
import { staticDataOf } from '../memory/staticData';
import { silenceMemoryOf, storeSilences } from '../memory/silenceMemory';
import { storeTaken, takenEventsOf, type TriggerId } from '../memory/takenEvents';
import { storeToldProblems } from '../memory/toldProblems';
import { tellsStored } from '../save/emitOnce';
import {
	completeUpTo,
	limitOf,
	saverOf,
	saveNow,
	saveSoon,
	startUnstorable,
} from '../save/saveTaken';
import type { TriggerSettings } from '../settings/triggerSettings';
import { noteOwed } from '../share/offerToWaits';
import { passOn, type Incoming } from '../share/passOn';
import { prune } from '../share/prune';
import { startNow } from '../start/startNow';
import { loadTakeovers, storeTakeovers, takeoversOf } from '../takeover/takeoverMemory';
import { doTakeover, type TakeoverAnswer, type TakeoverRequest } from '../takeover/takeoverRequest';
import { ACKNOWLEDGED, askAgain, type Place } from './place';

/**
 * After this, the static data that n8n has read for the call may be out of date: a workflow that the event has
 * started may have ended, and have stored what its nodes keep there.
 */
const STALE_MS = 50;

/** trigger() runs in this process: it starts the workflow, and this call stores what was taken. */
export class ActiveHere implements Place {
	constructor(
		private readonly context: IWebhookFunctions,
		readonly trigger: ActiveTrigger,
	) {}

	get settings(): TriggerSettings {
		return this.trigger.settings;
	}

	get url(): string | undefined {
		return staticDataOf(this.context).registration(false).url;
	}

	async instanceCalled(): Promise<string> {
		return this.trigger.instance;
	}

	admit(headers: Headers): boolean {
		const { trigger } = this;
		trigger.calls++;
		// Otherwise another of our workflows has called.
		if (headers[PASSED_HEADER] === undefined) trigger.deliveredAt = Date.now();
		loadTakeovers(trigger, this.context);
		return true;
	}

	takeover(request: TakeoverRequest): TakeoverAnswer | undefined {
		const { trigger, settings } = this;
		if (!settings.isOnList) return undefined;
		const answer = doTakeover(trigger, settings, request, trigger.connection);
		if (request.do !== 'get') this.store();
		return answer;
	}

	memoryOf(): TriggerId | undefined {
		return this.settings.isOnList ? this.trigger : undefined;
	}

	async take(incoming: Incoming): Promise<IWebhookResponseData> {
		const { context, trigger, settings } = this;
		const changes = changesOf(trigger);
		const begun = Date.now();
		// If this throws, n8n answers 500, and the server sends the event again.
		const start = async (event: Event) => await startNow(trigger, event);
		const result = await passOn(context, incoming, { settings, start, trigger });
		noteOwed(trigger, incoming, result.isOwedToWait);
		// An event that nobody wanted is not worth a write to n8n's database.
		const isBatchUnstored = trigger.collected !== undefined && !saverOf(trigger).isUpToDate;
		const isChanged = changesOf(trigger) !== changes || isBatchUnstored;
		const isStale = Date.now() - begun >= STALE_MS;
		const isOver = result.status === 200 && result.own === true;
		if (isChanged && !(isStale && (await this.saveBeside(incoming, isOver)))) this.store();
		if (result.gone.length > 0) void prune(context, trigger, incoming, result.gone);
		return isOver ? ACKNOWLEDGED : askAgain(context);
	}

	/**
	 * Not by this call.
	 * @param isOver nobody sends the event again, unless n8n is killed before it has said so: then it knows the key
	 */
	private async saveBeside({ sentAt }: Incoming, isOver: boolean): Promise<boolean> {
		const { trigger } = this;
		const isKnown = isOver && sentAt !== undefined && tellsStored(trigger);
		// Whether n8n reaches itself at all, the first call finds out.
		if (!isKnown || !saverOf(trigger).reachesItself) return await saveNow(trigger);
		saveSoon(trigger);
		return true;
	}

	/** Writes into the static data of this call, unless the workflow is being switched off, which leaves its own. */
	store(): void {
		const { context, trigger } = this;
		if (isSwitchedOff(trigger.nodeId)) return;
		const all = storedWith(trigger);
		staticDataOf(context).copyActivation(activationOfNode(trigger));
		// Another call may store at the same moment what it knows: so each of them stores everything.
		for (const one of all) {
			startUnstorable(one);
			saverOf(one).noteStored();
			storeTaken(one, context, completeUpTo(one), limitOf(one));
			storeTakeovers(one, context);
			storeToldProblems(one, context);
			storeForeign(one, context);
			if (one.settings.silence !== undefined) storeSilences(one, context);
		}
	}
}

const changesOf = (trigger: ActiveTrigger): number =>
	takenEventsOf(trigger).changes + takeoversOf(trigger).changes + silenceMemoryOf(trigger).changes;
