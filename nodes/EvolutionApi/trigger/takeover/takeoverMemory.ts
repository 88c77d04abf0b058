import { createHash } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';

import { comparable } from '../../events';
import { kept } from '../memory/kept';
import { entriesFor, staticDataOf, type WithStaticData } from '../memory/staticData';
import { triggerKey, type TriggerName } from '../memory/takenEvents';
import { Takeovers, takeoversFrom } from './takeovers';

// At which chats people are, for each workflow: in the memory of the process, and in the static data of its trigger,
// where calls of its webhook store it.

/** By trigger. */
const known = kept<Takeovers>();
/** By trigger: the text in the static data that is known already. */
const loaded = kept<string>();

export function takeoversOf(trigger: TriggerName): Takeovers {
	const key = triggerKey(trigger);
	const takeovers = known.get(key) ?? new Takeovers();
	known.set(key, takeovers);
	return takeovers;
}

/** Adds what is stored: another process may have stored something. */
export function loadTakeovers(trigger: TriggerName, context: WithStaticData): void {
	const text = staticDataOf(context).get('takeovers', trigger.suffix);
	if (typeof text !== 'string' || loaded.get(triggerKey(trigger)) === text) return;
	loaded.set(triggerKey(trigger), text);
	takeoversOf(trigger).load(takeoversFrom(jsonParse(text, { fallbackValue: [] })));
}

/** As one text, because n8n wraps every object in its static data, for every event. */
const takeoversToStore = (trigger: TriggerName): string =>
	JSON.stringify(takeoversOf(trigger).stored(Date.now()));

/** Writes into the static data. */
export function storeTakeovers(trigger: TriggerName, context: WithStaticData): void {
	const text = takeoversToStore(trigger);
	const stored = staticDataOf(context);
	if (text === (stored.get('takeovers', trigger.suffix) ?? '[]')) return;
	loaded.set(triggerKey(trigger), text);
	stored.put(entriesFor(trigger.suffix, { takeovers: text }));
}

/** What {@link storeTakeovers} stores. */
export const takeoversEntry = (trigger: TriggerName) =>
	entriesFor(trigger.suffix, { takeovers: takeoversToStore(trigger) });

/**
 * What a chat is called in here, for each of its addresses. A checksum: an export of the workflow must not reveal
 * whom people write to.
 */
export const chatNames = (addresses: readonly string[]): string[] => [
	...new Set(addresses.map((address) => checksum(comparable(address)))),
];

const checksum = (text: string) =>
	createHash('sha256').update(text).digest('base64url').slice(0, 8);
