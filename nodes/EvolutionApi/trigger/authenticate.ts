import type { IWebhookFunctions } from 'n8n-workflow';

import { serverLead } from '../core/server/clock';
import {
	deliveryProblem,
	isOutdated,
	isSigned,
	refusalOf,
	type DeliveryProblem,
	type WebhookSecret,
} from '../hub';
import { readSecret } from '../hub/instanceHub';
import { nameOf, type ActiveTrigger } from './activeTriggers';
import { learnKey } from './runTrigger';
import { readServer, type TriggerSettings } from './triggerSettings';

/** A refusal with 401 is final for the server, one with 503 is not. */
export interface Refusal {
	readonly status: 401 | 503;
	/** For the log. */
	readonly refusal: string;
	/** The webhook may not be as we have left it. */
	readonly isStrange: boolean;
}

/** How often a wrong signature or key may cause a look at the server in vain: anybody can send one. */
const KEY_CHECK_MS = 5_000;
/** By node: when the last of them ended, Unix time in milliseconds. */
const lastVainCheck = new Map<string, number>();
/** By node: the look that is under way. */
const checks = new Map<string, Promise<WebhookSecret | undefined>>();

/** By node, where no trigger() lives: what the server said last. */
const learnt = new Map<string, WebhookSecret>();

function learn(name: string, alive: ActiveTrigger | undefined, secret: WebhookSecret): void {
	if (alive === undefined) {
		learnt.set(name, secret);
		return;
	}
	alive.isRaw = secret.isRaw;
	learnKey(alive, secret.key);
}

/** @returns the key that the delivery is signed with, or carries; empty where deliveries are not signed */
export async function authenticate(
	context: IWebhookFunctions,
	{ isShared }: TriggerSettings,
	alive: ActiveTrigger | undefined,
): Promise<{ readonly key: string } | Refusal> {
	if (!isShared) return { key: '' };
	const headers = context.getHeaderData();
	const problemWith = (secret: WebhookSecret) => deliveryProblem(headers, secret, Date.now());
	const name = nameOf(context);
	const { key = '', isRaw = false } = alive ?? learnt.get(name) ?? {};
	const problem = problemWith({ key, isRaw });
	if (problem === undefined) {
		if (isRaw && isSigned(headers)) learn(name, alive, { key, isRaw: false });
		return { key };
	}
	const said = (refused: DeliveryProblem) => {
		const lead = alive === undefined ? 0 : serverLead(alive.connection);
		return refusalOf(refused, headers, lead, Date.now());
	};
	if (!isOutdated(problem))
		return { status: 401, refusal: said(problem), isStrange: problem === 'missing' };
	const running = checks.get(name);
	if (running === undefined && !mayCheckKey(name))
		return { status: 503, refusal: problem, isStrange: false };
	// The webhook may have been set anew, by another n8n or just now by our own activation; or the server is
	// another version.
	const current = await (running ?? check(name, async () => await currentSecret(context, alive)));
	if (current === undefined)
		return { status: 503, refusal: 'the key is not known', isStrange: false };
	const remaining = problemWith(current);
	const isOurs = current.key !== '';
	// Also where this one is forged: who has just started knows no key yet.
	if (isOurs) learn(name, alive, current);
	if (remaining === undefined) return { key: current.key };
	lastVainCheck.set(name, Date.now());
	// A 401 is final: it may only be the answer where the key was read after the delivery came. Where the webhook is
	// not ours at present, it may be so again in a moment.
	const isFinal = running === undefined && isOurs;
	return { status: isFinal ? 401 : 503, refusal: said(remaining), isStrange: !isOurs };
}

/** Many events at once ask the server once. */
async function check(
	name: string,
	read: () => Promise<WebhookSecret | undefined>,
): Promise<WebhookSecret | undefined> {
	const checking = read();
	checks.set(name, checking);
	const secret = await checking;
	checks.delete(name);
	if (secret === undefined) lastVainCheck.set(name, Date.now());
	return secret;
}

const mayCheckKey = (name: string) => Date.now() - (lastVainCheck.get(name) ?? 0) >= KEY_CHECK_MS;

/** With an empty key: the webhook is not ours at present; undefined: the server cannot be asked. */
async function currentSecret(
	context: IWebhookFunctions,
	alive: ActiveTrigger | undefined,
): Promise<WebhookSecret | undefined> {
	try {
		const { connection, instance } = alive ?? (await readServer(context));
		const secret = await readSecret(alive?.context ?? context, connection, instance);
		return secret ?? { key: '', isRaw: false };
	} catch (error) {
		context.logger.warn('The key of the webhook could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
		return undefined;
	}
}
