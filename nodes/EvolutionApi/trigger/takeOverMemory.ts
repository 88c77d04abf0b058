import { createHash } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';

import { comparable } from '../events';
import { staticDataOf, type WithStaticData } from './staticData';
import type { TriggerId } from './takenEvents';
import { TakeOvers, takeOversFrom } from './takeOvers';

// At which chats people are, for each workflow: in the memory of the process, and in the static data of its trigger,
// where calls of its webhook store it.

const known = new Map<string, TakeOvers>();
/** By name: the text in the static data that is known already. */
const loaded = new Map<string, string>();

export function takeOversOf({ name }: Pick<TriggerId, 'name'>): TakeOvers {
	const takeOvers = known.get(name) ?? new TakeOvers();
	known.set(name, takeOvers);
	return takeOvers;
}

/** Adds what is stored: another process may have stored something. */
export function loadTakeOvers({ name }: Pick<TriggerId, 'name'>, context: WithStaticData): void {
	addTakeOvers({ name }, staticDataOf(context).takeOvers);
}

/** @param text from {@link takeOversToStore} */
function addTakeOvers({ name }: Pick<TriggerId, 'name'>, text: unknown): void {
	if (typeof text !== 'string' || loaded.get(name) === text) return;
	loaded.set(name, text);
	takeOversOf({ name }).load(takeOversFrom(jsonParse(text, { fallbackValue: [] })));
}

/** As one text, because n8n wraps every object in its static data, for every event. */
export const takeOversToStore = (trigger: Pick<TriggerId, 'name'>): string =>
	JSON.stringify(takeOversOf(trigger).stored(Date.now()));

/** Writes into the static data. */
export function storeTakeOvers(trigger: Pick<TriggerId, 'name'>, context: WithStaticData): void {
	const text = takeOversToStore(trigger);
	const stored = staticDataOf(context);
	if (text === (stored.takeOvers ?? '[]')) return;
	loaded.set(trigger.name, text);
	stored.takeOvers = text;
}

/**
 * What a chat is called in here, for each of its addresses. A checksum: an export of the workflow must not reveal
 * whom people write to.
 */
export const chatNames = (addresses: readonly string[]): string[] => [
	...new Set(addresses.map((address) => checksum(comparable(address)))),
];

const checksum = (text: string) =>
	createHash('sha256').update(text).digest('base64url').slice(0, 8);
