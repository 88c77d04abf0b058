import type { IWebhookFunctions, IDataObject } from 'n8n-workflow';
import { createHash } from 'node:crypto';

import type { ServerAdapter, Target } from '../../server/adapter';
import { asRecord } from '../../core/values/answer';
import { isOwnEvent } from '../../hub/ask';
import { readKey } from '../../hub/changes';
import {
	deliveryProblem,
	type DeliveryProblem,
	findRefusal,
	isOutdated,
	isPassedOn,
} from '../../hub/token';
import type { ActiveTrigger } from '../active/activeTrigger';
import { headersOfCall, getSender, getNodeId } from '../active/activeTriggers';
import { makeSuffix } from '../active/registration';
import { createScopedCache } from '../memory/scopedCache';
import { triggerKey } from '../memory/seenEvents';
import { hashKey } from '../active/saveTaken';
import { readServer, type TriggerSettings } from '../settings/triggerSettings';
import { chooseChannel } from './channels';
import { repairSoon, updateKey } from './repairRegistration';

/** Refusal of a webhook call. The server repeats the call after a 503, but not after a 401. */
export interface Refusal {
	readonly status: 401 | 503;
	readonly refusal: string;
	/** True if another app may have changed the webhook. */
	readonly mayHaveChanged?: boolean;
}

export interface Authenticated {
	/** The webhook's key, which signed the delivery, or which is part of the called address; empty for `isOwnCall`. */
	readonly key: string;
	/** True if n8n itself made the call, as it does for a trigger whose events come through WebSocket. */
	readonly isOwnCall?: true;
}

/** Shortest time between requests to the server for the key: anyone can send wrong signatures, which cause requests. */
const KEY_CHECK_MS = 5_000;

interface Proof {
	/** The webhook's key. If there's an active trigger, `ActiveTrigger.key` is used instead. */
	key?: string;
	check?: Promise<string | undefined>;
	/** Time (Unix ms) when n8n last asked the server for the webhook's key, and got no key or one that didn't match. */
	vainCheckAt?: number;
	/** Checksum of the secret that the server last confirmed, and the time of that confirmation, Unix ms. */
	secret?: { readonly checksum: string; readonly at: number };
}

const proofs = createScopedCache<Proof>();

/** @param owner a {@link triggerKey}, or an instance's ID */
export const proofOf = (owner: string): Proof => proofs.getOr(owner, () => ({}));

interface Call {
	readonly context: IWebhookFunctions;
	readonly trigger?: ActiveTrigger;
	readonly owner: string;
	readonly target: () => Promise<Target>;
}

/**
 * Checks that a call of the webhook comes from the server, from another node of this package, or from n8n itself.
 * @param instance the only instance that the delivery may come from; empty if the node isn't registered yet
 * @returns the key that proves the delivery genuine (empty for a call by n8n itself), or a refusal
 */
export async function authenticate(
	context: IWebhookFunctions,
	settings: TriggerSettings,
	trigger: ActiveTrigger | undefined,
	instance = '',
): Promise<Authenticated | Refusal> {
	const target = async () => trigger ?? { context, ...(await readServer(context, instance)) };
	const headers = headersOfCall(context);
	if (chooseChannel(settings).holdsConnection) {
		const { connection } = await target();
		const problem = deliveryProblem(connection.server, headers, hashKey(connection), Date.now());
		if (problem === undefined) return { key: '', isOwnCall: true };
	}
	const suffix = makeSuffix(settings, instance);
	const owner = triggerKey({ nodeId: getNodeId(context), suffix });
	const answer = await authenticateByKey({ context, trigger, owner, target });
	if ('refusal' in answer) {
		if (trigger !== undefined && answer.mayHaveChanged) repairSoon(trigger);
		return answer;
	}
	// Only nodes of this package send own events. The server's signature isn't enough, because it doesn't cover the body.
	if (isOwnEvent(asRecord(context.getBodyData()).event) && !isPassedOn(headers))
		return { status: 401, refusal: 'no node of ours has signed it' };
	const sender = getSender(context);
	// Only the server's own calls contain the instance's secret. Nodes of this package sign their calls instead.
	if (!namesSecrets(sender) || headers.authorization !== undefined) return answer;
	const isRight = await isRightSecret(owner, readSecret(sender, context.getBodyData()), target);
	if (isRight === true) return answer;
	if (isRight === undefined) return { status: 503, refusal: 'the secret is not known' };
	return { status: 401, refusal: 'it names another secret of the instance' };
}

async function authenticateByKey(call: Call): Promise<Authenticated | Refusal> {
	const { key = '' } = call.trigger ?? proofOf(call.owner);
	const problem = problemWith(call, key);
	if (problem === undefined) return { key };
	if (isOutdated(problem)) return await authenticateAnew(call, problem);
	const refusal = describeProblem(call, problem);
	return { status: 401, refusal, mayHaveChanged: problem === 'missing' };
}

/** Checks a delivery with the server's current key. Another n8n, or our own activation, may have changed the key recently. */
async function authenticateAnew(
	call: Call,
	problem: DeliveryProblem,
): Promise<Authenticated | Refusal> {
	const { trigger } = call;
	const proof = proofOf(call.owner);
	const { check, vainCheckAt = 0 } = proof;
	if (check === undefined && Date.now() - vainCheckAt < KEY_CHECK_MS)
		return { status: 503, refusal: problem };
	const key = await askForUnproven(async () => await (proof.check ??= readServerKey(call, proof)));
	if (key === undefined) return { status: 503, refusal: 'the key is not known' };
	const remaining = problemWith(call, key);
	const isOurs = key !== '';
	if (isOurs && trigger !== undefined) updateKey(trigger, key);
	else if (isOurs) proof.key = key;
	if (remaining === undefined) return { key };
	proof.vainCheckAt = Date.now();
	// The server repeats a call after a 503, but not after a 401. A 401 is right only if the key was requested
	// after the call came (`check` is undefined), and if no other app has replaced n8n's webhook (`isOurs`).
	const isFinal = check === undefined && isOurs;
	const refusal = describeProblem(call, remaining);
	return { status: isFinal ? 401 : 503, refusal, mayHaveChanged: !isOurs };
}

/** Reads the webhook's key from the server; empty if the webhook isn't ours now, undefined if the request fails. */
async function readServerKey({ context, target }: Call, proof: Proof): Promise<string | undefined> {
	try {
		return (await readKey(await target())) ?? '';
	} catch (error) {
		proof.vainCheckAt = Date.now();
		context.logger.warn('The key of the webhook could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
		return undefined;
	} finally {
		proof.check = undefined;
	}
}

const problemWith = ({ context }: Call, key: string): DeliveryProblem | undefined =>
	deliveryProblem(getSender(context), headersOfCall(context), key, Date.now());

const describeProblem = ({ context }: Call, problem: DeliveryProblem): string =>
	findRefusal(problem, headersOfCall(context), Date.now());

/** Limit for calls that wait for the server before they're verified: each costs over 10 MB, and strangers can make many. */
const MAX_WAITING = 5;
let waitingCalls = 0;

/** @returns undefined, without asking, if {@link MAX_WAITING} unverified calls already wait for the server */
export async function askForUnproven<Answer>(
	ask: () => Promise<Answer>,
): Promise<Answer | undefined> {
	if (waitingCalls >= MAX_WAITING) return undefined;
	waitingCalls++;
	try {
		return await ask();
	} finally {
		waitingCalls--;
	}
}

// Some servers write the instance's secret into each delivery: a second proof of the sender, in addition to the webhook's key.

const SECRET_TRUSTED_MS = 10 * 60_000;

export const namesSecrets = (sender: ServerAdapter): boolean => sender.webhook.secret !== undefined;

export const readSecret = (sender: ServerAdapter, body: IDataObject): string | null =>
	sender.webhook.secret?.in(body) ?? null;

/**
 * Tells whether a delivery contains the instance's secret. Returns true if the server can't be asked, so that no event is lost.
 * @returns undefined if {@link MAX_WAITING} calls already wait for the server's answer
 */
export async function isRightSecret(
	owner: string,
	deliverySecret: string | null,
	target: () => Promise<Target>,
): Promise<boolean | undefined> {
	if (deliverySecret === null) return false;
	const checksum = createHash('sha256').update(deliverySecret).digest('base64url');
	const proof = proofOf(owner);
	const { secret } = proof;
	const wasRight = secret?.checksum === checksum;
	if (wasRight && Date.now() - secret.at < SECRET_TRUSTED_MS) return true;
	const ask = async () => {
		try {
			const server = await target();
			const { secret: secrets } = server.connection.server.webhook;
			const isRight = await secrets?.isRight(server, deliverySecret);
			if (isRight === true) proof.secret = { checksum, at: Date.now() };
			return isRight !== false;
		} catch {
			return true;
		}
	};
	return await (wasRight ? ask() : askForUnproven(ask));
}
