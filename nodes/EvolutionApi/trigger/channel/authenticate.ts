import type { IWebhookFunctions, IDataObject } from 'n8n-workflow';
import { createHash } from 'node:crypto';

import type { Connection, ServerAdapter, Target } from '../../server/adapter';
import { clockSkew } from '../../server/clock';
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
	/** For the log. */
	readonly refusal: string;
}

export interface Authenticated {
	/** That the delivery is signed with, or that its address has. */
	readonly key: string;
	/** n8n itself has called, for a trigger whose events come through WebSocket. */
	readonly isOwnCall?: true;
}

/** Anybody can send a wrong signature, so we ask the server no more often than this if it did not help. */
const KEY_CHECK_MS = 5_000;
/** By trigger: when the last such question ended, Unix ms. */
const lastVainCheck = createScopedCache<number>();
/** By trigger: the question that is being asked. */
const runningChecks = createScopedCache<Promise<string | undefined>>();

/** By trigger, if trigger() does not run in this process: the server's last answer. */
const knownKeys = createScopedCache<string>();

function rememberKey(triggerName: string, trigger: ActiveTrigger | undefined, key: string): void {
	if (trigger === undefined) knownKeys.set(triggerName, key);
	else updateKey(trigger, key);
}

/**
 * @param instance that the delivery must come from; that of the trigger if there is one
 * @returns the key that proves the delivery; empty for a call of n8n itself
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
	// Of a delivery that somebody has seen, the signature can be sent again with another body.
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
	/** Somebody else may have changed the webhook. */
	readonly mayHaveChanged?: boolean;
}

/** By the key that is known. */
async function authenticateByKey(
	context: IWebhookFunctions,
	called: Called,
): Promise<Authenticated | KeyRefusal> {
	const { triggerName, trigger } = called;
	const key = (trigger === undefined ? knownKeys.get(triggerName) : trigger.key) ?? '';
	const problem = problemWith(context, key);
	if (problem === undefined) return { key };
	if (isOutdated(problem)) return await authenticateAnew(context, called, problem);
	const refusal = describeSender(context, trigger, problem);
	return { status: 401, refusal, mayHaveChanged: problem === 'missing' };
}

/** Another n8n or our own activation may just have changed the key. */
async function authenticateAnew(
	context: IWebhookFunctions,
	{ triggerName, trigger, instance }: Called,
	problem: DeliveryProblem,
): Promise<Authenticated | KeyRefusal> {
	const running = runningChecks.get(triggerName);
	if (running === undefined && !mayCheckKey(triggerName)) return { status: 503, refusal: problem };
	const read = async () => await currentKey(context, trigger, instance);
	const current = await askForUnproven(async () => await (running ?? checkOnce(triggerName, read)));
	if (current === undefined) return { status: 503, refusal: 'the key is not known' };
	const remaining = problemWith(context, current);
	const isOurs = current !== '';
	// Even if this delivery is forged: just after its start a trigger does not know the key yet.
	if (isOurs) rememberKey(triggerName, trigger, current);
	if (remaining === undefined) return { key: current };
	lastVainCheck.set(triggerName, Date.now());
	// A 401 is final, so the key must have been read after the delivery came. If the webhook is not ours at the
	// moment, it may soon be ours again.
	const isFinal = running === undefined && isOurs;
	const refusal = describeSender(context, trigger, remaining);
	return { status: isFinal ? 401 : 503, refusal, mayHaveChanged: !isOurs };
}

const problemWith = (context: IWebhookFunctions, key: string): DeliveryProblem | undefined =>
	deliveryProblem(getSender(context), headersOfCall(context), key, Date.now());

function describeSender(
	context: IWebhookFunctions,
	trigger: ActiveTrigger | undefined,
	problem: DeliveryProblem,
): string {
	const lead = trigger === undefined ? 0 : clockSkew(trigger.connection);
	return findRefusal(problem, headersOfCall(context), lead, Date.now());
}

// A call that waits for the server is open, and each costs n8n more than 10 MB. Strangers can make as many as they like.

/** Calls that prove nothing yet. */
const MAX_WAITING = 5;
let waiting = 0;

/** Asks the server for a call that proves nothing yet. @returns undefined if enough calls wait for an answer already */
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

/** Many deliveries at the same time ask the server once. */
async function checkOnce(
	triggerName: string,
	read: () => Promise<string | undefined>,
): Promise<string | undefined> {
	const checking = read();
	runningChecks.set(triggerName, checking);
	const key = await checking;
	runningChecks.delete(triggerName);
	if (key === undefined) lastVainCheck.set(triggerName, Date.now());
	return key;
}

const mayCheckKey = (triggerName: string) =>
	Date.now() - (lastVainCheck.get(triggerName) ?? 0) >= KEY_CHECK_MS;

/** @returns an empty one if the webhook is not ours at the moment; undefined if the server cannot be asked */
async function currentKey(
	context: IWebhookFunctions,
	trigger: ActiveTrigger | undefined,
	named: string,
): Promise<string | undefined> {
	try {
		const target = trigger ?? { ...(await readServer(context, named)), context };
		return (await readKey(target)) ?? '';
	} catch (error) {
		context.logger.warn('The key of the webhook could not be read', {
			cause: error instanceof Error ? error.message : '',
		});
		return undefined;
	}
}

// Some servers write a secret of the instance into each delivery: beside the key of the webhook it shows who has sent it.

/** So long the server is not asked again: webhook processors read the credential anew for each call. */
const SECRET_TRUSTED_MS = 10 * 60_000;

/** By trigger or instance: the checksum of the secret that was right, and when that was asked, Unix ms. */
const known = createScopedCache<{ readonly checksum: string; readonly at: number }>();

const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('base64url');

/**
 * Of a call whose key is right.
 * @param triggerName see `triggerKey`
 * @param target the instance that it is to come from
 * @returns see {@link isRightSecret}. What we have signed ourselves names none.
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

/** Whether the server writes a secret of the instance into each delivery. */
export const namesSecrets = (sender: ServerAdapter): boolean => sender.webhook.secret !== undefined;

/** @returns null if there is none in it */
export const readSecret = (sender: ServerAdapter, body: IDataObject): string | null =>
	sender.webhook.secret?.in(body) ?? null;

/**
 * Whether a delivery has named the secret of the instance.
 * @param owner who remembers it: see `createScopedCache`
 * @param named null: none
 * @returns true as well if the server cannot be asked now: that is no reason to lose an event whose address was right;
 * undefined if enough calls wait for an answer already
 */
export async function isRightSecret(
	owner: string,
	named: string | null,
	target: () => Promise<Target>,
): Promise<boolean | undefined> {
	if (named === null) return false;
	const checksum = hashSecret(named);
	const before = known.get(owner);
	const wasRight = before?.checksum === checksum;
	if (wasRight && Date.now() - before.at < SECRET_TRUSTED_MS) return true;
	const ask = async () => ({
		isRight: await target()
			.then(async (server) => await server.connection.server.webhook.secret?.isRight(server, named))
			.catch(() => undefined),
	});
	const answer = await (wasRight ? ask() : askForUnproven(ask));
	if (answer?.isRight === true) known.set(owner, { checksum, at: Date.now() });
	return answer && answer.isRight !== false;
}
