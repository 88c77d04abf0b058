import { z } from 'zod';

import { createScopedCache } from './scopedCache';
import { entriesFor, openStaticData, readStored, type WithStaticData } from './staticData';
import { triggerKey, type TriggerName } from './seenEvents';

// Batch Events: which events are about to start the workflow together. n8n starts one execution only with a key, and that of a
// batch is made of its events. So they are stored before it starts: after a kill, catching up finds the same events, makes the
// same batch of them, and n8n knows by its key whether it has started it.

/** Of more, the one that came first is forgotten. */
const MOST = 10;

/** Event IDs, in their order. */
type EventIds = readonly string[];

const storedBatches = z.array(z.array(z.string()));

export class AnnouncedBatches {
	/** Of this process. */
	private current: readonly EventIds[] = [];
	/** Of the process before: they may have started the workflow. */
	private former: readonly EventIds[] = [];

	/** The batch is about to start the workflow. */
	announce(eventIds: EventIds): void {
		this.settle(eventIds);
		this.current = [...this.current, eventIds].slice(-MOST);
	}

	/** The batch has started the workflow, and its events count as taken. */
	settle(eventIds: EventIds): void {
		const isOther = (others: EventIds) => others.join('\n') !== eventIds.join('\n');
		this.current = this.current.filter(isOther);
		this.former = this.former.filter(isOther);
	}

	/** The batch with this event that the process before was about to start. */
	findFormer(eventId: string): EventIds | undefined {
		return this.former.find((eventIds) => eventIds.includes(eventId));
	}

	/** Everything that was missed is found. */
	forgetFormer(): void {
		this.former = [];
	}

	/** As one text, because n8n wraps every object in its static data. */
	stored(): string {
		const all = [...this.former, ...this.current].slice(-MOST);
		return all.length === 0 ? '' : JSON.stringify(all);
	}

	/** @param text that {@link stored} has given, or anything that somebody has written there */
	load(text: unknown): void {
		this.current = [];
		this.former = readStored(storedBatches, text) ?? [];
	}
}

/** By trigger. */
const known = createScopedCache<AnnouncedBatches>();

export const findAnnouncedBatches = (trigger: TriggerName): AnnouncedBatches =>
	known.getOr(triggerKey(trigger), () => new AnnouncedBatches());

/** When trigger() starts. */
export const loadAnnouncedBatches = (trigger: TriggerName, context: WithStaticData): void =>
	findAnnouncedBatches(trigger).load(openStaticData(context).get('batches', trigger.suffix));

/** For the static data. */
export const batchesEntry = (trigger: TriggerName) =>
	entriesFor(trigger.suffix, { batches: findAnnouncedBatches(trigger).stored() });
