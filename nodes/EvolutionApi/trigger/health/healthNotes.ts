import { sleep } from 'n8n-workflow';

import type { ConnectionChange } from '../../core/server/delivery';
import type { HubInspection } from '../../hub';
import type { ActiveTrigger, HealthNotes } from '../active/activeTrigger';
import { repairAndCatchUp } from '../channel/repairRegistration';
import { changedProblem } from './connectionProblem';
import type { Finding } from './finding';
import type { Problem } from './problems';
import { notSentFinding } from './socketFindings';
import { healthOf, lookRegularly } from './watchHealth';
import { eventsFinding, webhookFinding } from './webhookFindings';

/** After a repair it is looked at again: a fault that does not come back at once is over. */
const LOOK_AGAIN_MS = 60_000;
const OVER_MS = 50_000;

/** Whoever changes the webhook again and again causes one problem, until a repair finds it as it was left. */
const SETTLED_MS = 4 * 60_000;
const AGAIN_MS = 30 * 60_000;

/** What a trigger that wants to know what is wrong learns by the way. */
export class NotesOfTrigger implements HealthNotes {
	private lastFaultAt = 0;
	/** How long after its last fault the webhook counts as settled, ms. */
	private settledMs = OVER_MS;
	/** What the server refuses to send was never on. */
	private hadAllEvents = false;

	constructor(private readonly trigger: ActiveTrigger) {}

	connectionChanged(change: ConnectionChange): void {
		const health = healthOf(this.trigger);
		if (change.isMeant) health.isSwitchedOff = true;
		if (change.state === 'open') health.isSwitchedOff = false;
		if (health.isSwitchedOff) return;
		const problem = changedProblem(change);
		void health.judge(['connection'], problem === undefined ? [] : [problem]);
	}

	heardAgain(): void {
		void lookRegularly(this.trigger, 'connection');
	}

	webhookRead(hub: HubInspection): void {
		const { connection, instance } = this.trigger;
		const finding = webhookFinding({ connection, instance, hub });
		const events = eventsFinding({ connection, instance, hub });
		const isTaken = finding.status === 'problem';
		const taken: Problem = { name: 'webhookTaken', finding, done: 'The webhook was set again' };
		const areOff = this.hadAllEvents && events.status === 'problem';
		if (events.status !== 'problem') this.hadAllEvents = true;
		this.settle(isTaken ? taken : areOff ? eventsOff(events) : undefined);
	}

	socketRead(missing: readonly string[]): void {
		this.settle(missing.length > 0 ? eventsOff(notSentFinding(missing)) : undefined);
	}

	/** @param fault which a repair has found, and put right */
	private settle(fault: Problem | undefined): void {
		const health = healthOf(this.trigger);
		const sinceLastMs = Math.abs(Date.now() - this.lastFaultAt);
		if (fault !== undefined) {
			this.settledMs = sinceLastMs < AGAIN_MS ? SETTLED_MS : OVER_MS;
			this.lastFaultAt = Date.now();
			void sleep(LOOK_AGAIN_MS).then(async () => await repairAndCatchUp(this.trigger));
		} else if (sinceLastMs < this.settledMs) return;
		void health.judge(['webhook'], fault === undefined ? [] : [fault]);
	}
}

const eventsOff = (finding: Finding): Problem => ({
	name: 'eventsOff',
	finding,
	done: 'The events were switched on again',
});
