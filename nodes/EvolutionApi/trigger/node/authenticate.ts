import type { IWebhookFunctions } from 'n8n-workflow';

import { tokenProblem } from '../hub';
import { read } from '../instanceHub';
import { nameOf, type Living } from './living';
import type { Registered } from './registration';
import { readTarget, type TriggerSettings } from './settings';

/** A refusal with 401 is final for the server, one with 503 is not. */
export interface Refusal {
	readonly status: 401 | 503;
	/** For the log. */
	readonly refusal: string;
}

/** How often a wrong signature may cause a look at the server. */
const KEY_CHECK_MS = 5_000;
const lastKeyCheck = new Map<string, number>();

/** @returns the key that the delivery is signed with; empty where deliveries are not signed */
export async function authenticate(
	context: IWebhookFunctions,
	{ isShared }: TriggerSettings,
	alive: Living | undefined,
	stored: Partial<Registered>,
): Promise<{ readonly key: string } | Refusal> {
	if (!isShared) return { key: '' };
	const { authorization } = context.getHeaderData();
	const problemWith = (key: string) => tokenProblem(authorization, key, Date.now());
	const key = alive?.key ?? stored.key ?? '';
	const problem = problemWith(key);
	if (problem === undefined) return { key };
	if (problem !== 'signature' || !mayCheckKey(nameOf(context))) {
		return { status: 401, refusal: problem };
	}
	// The webhook may have been set anew by another n8n.
	const current = await currentKey(context, alive);
	if (current === undefined) return { status: 503, refusal: 'the key is not known' };
	const remaining = problemWith(current);
	if (remaining !== undefined) return { status: 401, refusal: remaining };
	if (alive !== undefined) alive.key = current;
	stored.key = current;
	return { key: current };
}

function mayCheckKey(name: string): boolean {
	const now = Date.now();
	if (now - (lastKeyCheck.get(name) ?? 0) < KEY_CHECK_MS) return false;
	lastKeyCheck.set(name, now);
	return true;
}

/** Empty: the webhook is not ours at present; undefined: the server cannot be asked. */
async function currentKey(
	context: IWebhookFunctions,
	alive: Living | undefined,
): Promise<string | undefined> {
	try {
		const { connection, instance } = alive ?? (await readTarget(context));
		return (await read(alive?.context ?? context, connection, instance)).key ?? '';
	} catch (error) {
		context.logger.warn('The key of the webhook could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
		return undefined;
	}
}
