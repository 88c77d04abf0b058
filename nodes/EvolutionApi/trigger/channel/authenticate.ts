import type { IWebhookFunctions, IDataObject } from 'n8n-workflow';
import { createHash } from 'node:crypto';

import type { Connection, ServerAdapter, Target } from '../../server/adapter';
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
	if (chooseChannel(settings).holdsConnection) {
		const { connection } = trigger ?? (await readServer(context, instance));
		if (isOwnCall(context, connection)) return { key: '', isOwnCall: true };
	}
	const triggerName = triggerKey({
		nodeId: getNodeId(context),
		suffix: makeSuffix(settings, instance),
	});
	const authentic = await authenticateByKey(context, { triggerName, trigger, instance });
	if ('refusal' in authentic) {
		if (trigger !== undefined && authentic.mayHaveChanged) repairSoon(trigger);
		return authentic;
	}
	// A stranger who has seen a delivery of the server can replay its signature with one of our own events as the body.
	if (isOwnEvent(asRecord(context.getBodyData()).event) && !isPassedOn(headersOfCall(context)))
		return { status: 401, refusal: 'no node of ours has signed it' };
	const target = async () => {
		const server = trigger ?? (await readServer(context, instance));
		return { context, connection: server.connection, instance: server.instance };
	};
	const isRight = await namesRightSecret(context, triggerName, target);
	if (isRight === true) return authentic;
	if (isRight === undefined) return { status: 503, refusal: 'the secret is not known' };
	return { status: 401, refusal: 'it names another secret of the instance' };
}

function isOwnCall(context: IWebhookFunctions, connection: Connection): boolean {
	const headers = headersOfCall(context);
	return deliveryProblem(connection.server, headers, hashKey(connection), Date.now()) === undefined;
}

/** The node that was called, at one of its instances. */
interface Called {
	/** See {@link triggerKey}. */
	readonly triggerName: string;
	readonly trigger?: ActiveTrigger;
	readonly instance: string;
}

interface KeyRefusal extends Refusal {
	/** True if another app may have changed the webhook. */
	readonly mayHaveChanged?: boolean;
}

/** Checks a delivery with the known key. */
async function authenticateByKey(
	context: IWebhookFunctions,
	receiver: Called,
): Promise<Authenticated | KeyRefusal> {
	const { triggerName, trigger } = receiver;
	const { key = '' } = trigger ?? proofOf(triggerName);
	const problem = problemWith(context, key);
	if (problem === undefined) return { key };
	if (isOutdated(problem)) return await authenticateAnew(context, receiver, problem);
	const refusal = describeSender(context, problem);
	return { status: 401, refusal, mayHaveChanged: problem === 'missing' };
}

/** Checks a delivery with the server's current key, which another n8n or our own activation may just have changed. */
async function authenticateAnew(
	context: IWebhookFunctions,
	{ triggerName, trigger, instance }: Called,
	problem: DeliveryProblem,
): Promise<Authenticated | KeyRefusal> {
	const proof = proofOf(triggerName);
	const running = proof.check;
	if (running === undefined && !mayCheckKey(proof)) return { status: 503, refusal: problem };
	const read = async () => await currentKey(context, trigger, instance);
	const current = await askForUnproven(async () => await (running ?? checkOnce(proof, read)));
	if (current === undefined) return { status: 503, refusal: 'the key is not known' };
	const remaining = problemWith(context, current);
	const isOurs = current !== '';
	// Notes the key even if the delivery is forged: right after its start, a trigger doesn't know the key yet.
	if (isOurs && trigger !== undefined) updateKey(trigger, current);
	else if (isOurs) proof.key = current;
	if (remaining === undefined) return { key: current };
	proof.vainCheckAt = Date.now();
	// A 401 is final, so the key must have been read after the delivery came. If the webhook isn't ours now, it may soon be
	// ours again.
	const isFinal = running === undefined && isOurs;
	const refusal = describeSender(context, remaining);
	return { status: isFinal ? 401 : 503, refusal, mayHaveChanged: !isOurs };
}

const problemWith = (context: IWebhookFunctions, key: string): DeliveryProblem | undefined =>
	deliveryProblem(getSender(context), headersOfCall(context), key, Date.now());

const describeSender = (context: IWebhookFunctions, problem: DeliveryProblem): string =>
	findRefusal(problem, headersOfCall(context), Date.now());

// A call that waits for the server stays open, and costs n8n more than 10 MB. Strangers can make any number of calls.

/** Limit for waiting calls that have no proof yet. */
const MAX_WAITING = 5;
let waiting = 0;

/** Asks the server on behalf of a call without a proof. @returns undefined if enough calls already wait for an answer */
export async function askForUnproven<Answer>(
	ask: () => Promise<Answer>,
): Promise<Answer | undefined> {
	if (waiting >= MAX_WAITING) return undefined;
	waiting++;
	try {
		return await ask();
	} finally {
		waiting--;
	}
}

/** Asks the server once for many concurrent deliveries. */
async function checkOnce(
	proof: Proof,
	read: () => Promise<string | undefined>,
): Promise<string | undefined> {
	proof.check = read();
	const key = await proof.check;
	proof.check = undefined;
	if (key === undefined) proof.vainCheckAt = Date.now();
	return key;
}

const mayCheckKey = ({ vainCheckAt = 0 }: Proof) => Date.now() - vainCheckAt >= KEY_CHECK_MS;

/** Reads the key from the server; empty if the webhook isn't ours right now, undefined if the server can't be asked. */
async function currentKey(
	context: IWebhookFunctions,
	trigger: ActiveTrigger | undefined,
	instance: string,
): Promise<string | undefined> {
	try {
		const target = trigger ?? { ...(await readServer(context, instance)), context };
		return (await readKey(target)) ?? '';
	} catch (error) {
		context.logger.warn('The key of the webhook could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
		return undefined;
	}
}

// Some servers write a secret of the instance into each delivery, which proves the sender in addition to the webhook's key.

/** How long a secret is trusted without asking the server again: a webhook processor must read the credential to ask. */
const SECRET_TRUSTED_MS = 10 * 60_000;

const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('base64url');

/**
 * Checks the secret of a call with the right key.
 * @param triggerName see `triggerKey`
 * @param target the instance that the call must come from
 * @returns see {@link isRightSecret}; true for calls that we have signed ourselves, which contain no secret
 */
async function namesRightSecret(
	context: IWebhookFunctions,
	triggerName: string,
	target: () => Promise<Target>,
): Promise<boolean | undefined> {
	const sender = getSender(context);
	if (!namesSecrets(sender) || headersOfCall(context).authorization !== undefined) return true;
	return await isRightSecret(triggerName, readSecret(sender, context.getBodyData()), target);
}

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
	const checksum = hashSecret(deliverySecret);
	const proof = proofOf(owner);
	const { secret } = proof;
	const wasRight = secret?.checksum === checksum;
	if (wasRight && Date.now() - secret.at < SECRET_TRUSTED_MS) return true;
	const ask = async () => ({
		isRight: await target()
			.then(
				async (server) =>
					await server.connection.server.webhook.secret?.isRight(server, deliverySecret),
			)
			.catch(() => undefined),
	});
	const answer = await (wasRight ? ask() : askForUnproven(ask));
	if (answer?.isRight === true) proof.secret = { checksum, at: Date.now() };
	return answer && answer.isRight !== false;
}
