import type { IDataObject } from 'n8n-workflow';
import { createHash } from 'node:crypto';

import { BoundedMap } from '../../core/values/boundedMap';
import type { Target } from '../adapter';
import { fetchToken } from './request';

// WhatsApp has moved most accounts over to LIDs. There the library of the server puts the LID of a person in the place of
// the number itself (send.go:325 of whatsmeow b572e5b), so that both addresses are the same one. No route tells whether an
// account is one of them, but each private message says how it was addressed.

const MOST_ACCOUNTS = 1_000;

/** By checksum of the token. */
const accounts = new BoundedMap<true>(MOST_ACCOUNTS);

const checksum = (token: string) => createHash('sha256').update(token).digest('base64url');

/** @param token of the instance, as a delivery names it @param info of a message */
export function noteAddressing(token: unknown, { AddressingMode, IsGroup }: IDataObject): void {
	if (typeof token !== 'string' || AddressingMode !== 'lid' || IsGroup !== false) return;
	accounts.set(checksum(token), true);
}

/** Whether a message goes to the LID of a person also if it is sent to the number; false if this process has not seen it yet. */
export async function sendsToLids(target: Target): Promise<boolean> {
	return accounts.get(checksum(await fetchToken(target))) === true;
}
