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

/** The server tries again after a 503, but not after a 401. */
export interface Refusal {
	readonly status: 401 | 503;
	/** Reason for the log. */
	readonly refusal: string;
	/** True if another app may have changed the webhook. */
	readonly mayHaveChanged?: boolean;
}

export interface Authenticated {
	/** The key that signed the delivery, or that its address contains. */
	readonly key: string;
	/** True if n8n itself has called, for a trigger whose events come through WebSocket. */
	readonly isOwnCall?: true;
}

/** Shortest time between requests for the key, since anyone can send a wrong signature. */
const KEY_CHECK_MS = 5_000;

/** The key and the secret that prove a trigger's or an instance's deliveries genuine. */
interface Proof {
	/** The webhook's key, as last read. An active trigger keeps its own copy. */
	key?: string;
	/** The running check of the key. */
	check?: Promise<string | undefined>;
	/** When the last unsuccessful check of the key ended, Unix ms. */
	vainCheckAt?: number;
	/** Checksum of the right secret, and when it was checked, Unix ms. */
	secret?: { readonly checksum: string; readonly at: number };
}

const proofs = createScopedCache<Proof>();

/** Returns the proof for a trigger or an instance. @param owner a {@link triggerKey}, or an instance's ID */
export const proofOf = (owner: string): Proof => proofs.getOr(owner, () => ({}));

/** A call of a node, at one of its instances. */
interface Call {
	readonly context: IWebhookFunctions;
	readonly trigger?: ActiveTrigger;
	/** See {@link proofOf}. */
	readonly owner: string;
	/** Returns the instance that the call must come from. */
	readonly target: () => Promise<Target>;
}

/**
 * @param instance the only instance that the delivery may come from; empty if the node isn't registered yet
 * @returns the key that proves the delivery (empty for a call of n8n itself), or a refusal
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
	// A stranger who has seen a delivery of the server can replay its signature with one of our own events as the body.
	if (isOwnEvent(asRecord(context.getBodyData()).event) && !isPassedOn(headers))
		return { status: 401, refusal: 'no node of ours has signed it' };
	const sender = getSender(context);
	// Calls that we have signed ourselves contain no secret.
	if (!namesSecrets(sender) || headers.authorization !== undefined) return answer;
	const isRight = await isRightSecret(owner, readSecret(sender, context.getBodyData()), target);
	if (isRight === true) return answer;
	if (isRight === undefined) return { status: 503, refusal: 'the secret is not known' };
	return { status: 401, refusal: 'it names another secret of the instance' };
}

/** Checks a delivery with the known key. */
async function authenticateByKey(call: Call): Promise<Authenticated | Refusal> {
	const { key = '' } = call.trigger ?? proofOf(call.owner);
	const problem = problemWith(call, key);
	if (problem === undefined) return { key };
	if (isOutdated(problem)) return await authenticateAnew(call, problem);
	const refusal = describeProblem(call, problem);
	return { status: 401, refusal, mayHaveChanged: problem === 'missing' };
}

/** Checks a delivery with the server's current key, which another n8n or our own activation may just have changed. */
async function authenticateAnew(
	call: Call,
	problem: DeliveryProblem,
): Promise<Authenticated | Refusal> {
	const { trigger } = call;
	const proof = proofOf(call.owner);
	const { check, vainCheckAt = 0 } = proof;
	if (check === undefined && Date.now() - vainCheckAt < KEY_CHECK_MS)
		return { status: 503, refusal: problem };
	// Concurrent deliveries share one request.
	const key = await askForUnproven(async () => await (proof.check ??= readServerKey(call, proof)));
	if (key === undefined) return { status: 503, refusal: 'the key is not known' };
	const remaining = problemWith(call, key);
	const isOurs = key !== '';
	// Notes the key even if the delivery is forged: right after its start, a trigger doesn't know the key yet.
	if (isOurs && trigger !== undefined) updateKey(trigger, key);
	else if (isOurs) proof.key = key;
	if (remaining === undefined) return { key };
	proof.vainCheckAt = Date.now();
	// A 401 is final, so the key must have been read after the delivery came. If the webhook isn't ours now, it may soon be
	// ours again.
	const isFinal = check === undefined && isOurs;
	const refusal = describeProblem(call, remaining);
	return { status: isFinal ? 401 : 503, refusal, mayHaveChanged: !isOurs };
}

/** Reads the key from the server; empty if the webhook isn't ours right now, undefined if the server can't be asked. */
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

// A call that waits for the server stays open, and costs n8n more than 10 MB. Strangers can make any number of calls.

/** Limit for waiting calls that have no proof yet. */
const MAX_WAITING = 5;
let waitingCalls = 0;

/** Asks the server on behalf of a call without a proof. @returns undefined if enough calls already wait for an answer */
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

// Some servers write a secret of the instance into each delivery, which proves the sender in addition to the webhook's key.

/** How long a secret is trusted without asking the server again: a webhook processor must read the credential to ask. */
const SECRET_TRUSTED_MS = 10 * 60_000;

/** Tells whether the server writes a secret of the instance into each delivery. */
export const namesSecrets = (sender: ServerAdapter): boolean => sender.webhook.secret !== undefined;

/** Returns the secret in the body of a delivery; null if it has none. */
export const readSecret = (sender: ServerAdapter, body: IDataObject): string | null =>
	sender.webhook.secret?.in(body) ?? null;

/**
 * Tells whether a delivery contains the instance's secret.
 * @param owner see {@link proofOf}
 * @param deliverySecret the secret in the delivery; null if it has none
 * @returns also true if the server can't be asked now, so that an event with the right key isn't lost; undefined if enough
 * calls already wait for an answer
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
