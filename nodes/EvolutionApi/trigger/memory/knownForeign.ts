import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';
import { z } from 'zod';

import type { Connection } from '../../core/server/adapter';
import { foreignInList, type Subscriber } from '../../hub/list';
import { kept } from './kept';
import { entriesFor, staticDataOf, type WithStaticData } from './staticData';
import { triggerKey, type TriggerName } from './takenEvents';

// The webhook of another application is in the list of the instance, and the server may forget that (EA#2694). So n8n keeps
// it, too. Its address and its headers may contain secrets, and every export of the workflow contains what n8n keeps: only
// who has the API key can read them.

const IV_BYTES = 12;
const TAG_BYTES = 16;

const secretFor = ({ apiKey }: Connection, purpose: string) =>
	createHmac('sha256', apiKey).update(`n8n keeps the webhook of another application: ${purpose}`);

/** The same text gives the same one, so that n8n's database is not written for nothing. */
function seal(connection: Connection, text: string): string {
	const iv = secretFor(connection, `iv ${text}`).digest().subarray(0, IV_BYTES);
	const cipher = createCipheriv('aes-256-gcm', secretFor(connection, 'key').digest(), iv);
	const sealed = [cipher.update(text, 'utf8'), cipher.final()];
	return Buffer.concat([iv, ...sealed, cipher.getAuthTag()]).toString('base64url');
}

/** @throws if another key has sealed it, or somebody has changed it */
function open(connection: Connection, sealed: string): string {
	const bytes = Buffer.from(sealed, 'base64url');
	const iv = bytes.subarray(0, IV_BYTES);
	const decipher = createDecipheriv('aes-256-gcm', secretFor(connection, 'key').digest(), iv);
	decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
	const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
	return Buffer.concat([text, decipher.final()]).toString('utf8');
}

/** By trigger: what was last stored. */
const stored = kept<string>();

interface Known extends TriggerName {
	readonly connection: Connection;
	/** Undefined: nobody has read it yet. */
	readonly list?: readonly Subscriber[];
	/** Whom the server sends to. */
	readonly ownerUrl?: string;
}

/** What is sealed, as JSON. */
const sealedEntry = z.object({ foreign: foreignInList, ownerUrl: z.string() });

/** Empty if there is none. */
function sealedIn({ connection, list = [], ownerUrl = '' }: Known): string {
	const foreign = list.find(({ kind }) => kind === 'foreign');
	return foreign === undefined ? '' : seal(connection, JSON.stringify({ foreign, ownerUrl }));
}

/** Whether n8n does not know it as it is now. */
export const isForeignUnstored = (trigger: Known): boolean =>
	sealedIn(trigger) !== (stored.get(triggerKey(trigger)) ?? '');

/** For the static data; nothing if nobody has read the list yet. */
export function foreignEntry(trigger: Known): Readonly<Record<string, unknown>> {
	if (trigger.list === undefined) return {};
	const foreign = sealedIn(trigger);
	stored.set(triggerKey(trigger), foreign);
	return entriesFor(trigger.suffix, { foreign });
}

/**
 * As the workflow has stored it, with the workflow that had the webhook: by its address a webhook whose headers the server
 * has lost is known to be ours. Whether that workflow still listens is not known. Empty if nothing is stored.
 */
export function storedForeign(
	trigger: Omit<Known, 'list' | 'ownerUrl'>,
	context: WithStaticData,
): Subscriber[] {
	const sealed = staticDataOf(context).get('foreign', trigger.suffix);
	if (typeof sealed !== 'string' || sealed === '') return [];
	try {
		const { foreign, ownerUrl } = sealedEntry.parse(jsonParse(open(trigger.connection, sealed)));
		return [foreign, { kind: 'trigger', url: ownerUrl, events: [], expires: 0 }];
	} catch {
		return [];
	}
}
