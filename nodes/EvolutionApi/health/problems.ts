import { RequestFailure, type Failure } from '../core/failures/failure';
import { REJECTED_BY_WHATSAPP } from '../core/failures/rejectedByWhatsApp';
import type { Connection, InstanceRecord, KeptMessage } from '../core/server/adapter';
import { ownTime } from '../core/server/clock';
import type { ConnectionChange } from '../core/server/delivery';
import { isPerson } from '../core/values/jid';
import { SILENT_AFTER_MS } from '../sending/deliveryWatch';
import { NOTHING_GETS_OUT, REJECTED_IN_A_ROW, SILENT_IN_A_ROW } from '../sending/nothingGetsOut';
import { doubtful, wrong, type Finding } from './check';
import { connectionFinding } from './instanceChecks';

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** What a problem is about. An instance has no more than one of each at a time. */
export type Subject =
	| 'server'
	| 'database'
	| 'connection'
	| 'webhook'
	| 'deliveries'
	| 'webSocket'
	| 'sending';

interface Kind {
	readonly subject: Subject;
	/** It is told when it has lasted for so long, ms. */
	readonly afterMs: number;
	/** It does not end by itself: it is told also while another one of its subject is. */
	readonly needsPerson?: true;
	/** What is said when it is over. */
	readonly over: string;
}

const SERVER_IS_BACK = 'The server answers again';
const CONNECTED = 'The instance is connected to WhatsApp again';
const WEBHOOK_IS_BACK = 'The webhook leads to n8n again';
const SENT_AGAIN = 'Messages get out again';

/** By the name that items have. */
export const PROBLEMS = {
	serverUnreachable: { subject: 'server', afterMs: 2 * MINUTE_MS, over: SERVER_IS_BACK },
	keyRefused: {
		subject: 'server',
		afterMs: 30 * SECOND_MS,
		needsPerson: true,
		over: 'The server takes the key again',
	},
	licenseMissing: {
		subject: 'server',
		afterMs: 30 * SECOND_MS,
		needsPerson: true,
		over: SERVER_IS_BACK,
	},
	databaseFailing: {
		subject: 'database',
		// It is asked no more often than every five minutes.
		afterMs: 50 * SECOND_MS,
		// Without it the server does not notice that a connection has ended, and goes on calling it open.
		over: 'The database of the server works again. If an instance no longer sends or receives, restart the server',
	},
	disconnected: { subject: 'connection', afterMs: 2 * MINUTE_MS, over: CONNECTED },
	connecting: { subject: 'connection', afterMs: 2 * MINUTE_MS, over: CONNECTED },
	loggedOut: { subject: 'connection', afterMs: 2 * SECOND_MS, needsPerson: true, over: CONNECTED },
	restricted: { subject: 'connection', afterMs: 2 * SECOND_MS, needsPerson: true, over: CONNECTED },
	instanceMissing: {
		subject: 'connection',
		afterMs: 30 * SECOND_MS,
		needsPerson: true,
		over: CONNECTED,
	},
	webhookTaken: { subject: 'webhook', afterMs: 0, over: WEBHOOK_IS_BACK },
	eventsOff: { subject: 'webhook', afterMs: 0, over: 'The server sends all events again' },
	deliveriesMissing: { subject: 'deliveries', afterMs: 0, over: 'Events reach n8n again' },
	webSocketRefused: {
		subject: 'webSocket',
		afterMs: 2 * MINUTE_MS,
		over: 'Events reach n8n again',
	},
	messagesRejected: { subject: 'sending', afterMs: 0, over: SENT_AGAIN },
	messagesNotDelivered: { subject: 'sending', afterMs: 0, over: SENT_AGAIN },
} as const satisfies Record<string, Kind>;

export type ProblemName = keyof typeof PROBLEMS;

/** Something that is wrong with an instance now. */
export interface Problem {
	readonly name: ProblemName;
	readonly finding: Finding;
	/** Unix ms, by our clock, if that is known; else since it was seen first. */
	readonly since?: number;
	/** What was done about it already. */
	readonly done?: string;
}

export const kindOf = (name: ProblemName): Kind => PROBLEMS[name];

export const isProblemName = (name: unknown): name is ProblemName =>
	typeof name === 'string' && Object.hasOwn(PROBLEMS, name);

/** It knows its own key without it. */
const DATABASE_TOO =
	'If the key is right, look whether the database of the server runs: without it the server refuses the keys of all instances.';

/** What a failed request tells. @returns what can be judged by it, and the problem @throws anything else */
export function serverProblem(
	error: unknown,
	{ authentication }: Connection,
): {
	readonly judged: readonly Subject[];
	readonly problem: Problem;
} {
	if (!(error instanceof RequestFailure)) throw error;
	const { message, description } = error.failure;
	const name = nameOf(error.failure);
	const mayBeDatabase = name === 'keyRefused' && authentication === 'instanceKey';
	const whatToDo = mayBeDatabase ? `${description} ${DATABASE_TOO}` : description;
	const problem = { name, finding: wrong(message, whatToDo) };
	const { subject } = kindOf(name);
	// If something else is wrong, the server itself has answered.
	return { judged: [...new Set<Subject>(['server', subject])], problem };
}

function nameOf(failure: Failure): ProblemName {
	// Without a status it was looked for in the list of the server.
	if (failure.notFound === true && [404, undefined].includes(failure.httpCode))
		return 'instanceMissing';
	if (failure.licenseMissing === true) return 'licenseMissing';
	if (failure.databaseFailed === true) return 'databaseFailing';
	return failure.httpCode === 401 ? 'keyRefused' : 'serverUnreachable';
}

/** What was sent earlier says nothing of today. */
const RECENT_MS = 60 * 60_000;

/**
 * What became of the newest messages that the number has sent, by whichever workflow, app or person.
 * @param messages newest first
 * @param now by the server's clock, Unix ms
 * @returns null if nothing is wrong; undefined if they do not tell
 */
export function sendingProblem(
	messages: readonly KeptMessage[],
	now: number,
): Problem | null | undefined {
	const sent = messages.filter(
		({ fromMe, chat, seconds }) => fromMe && isPerson(chat) && seconds * 1000 > now - RECENT_MS,
	);
	const known = sent.filter(({ outcome }) => outcome !== undefined);
	const tookOne = known.findIndex(({ outcome }) => outcome !== 'rejected');
	const rejected = tookOne < 0 ? known.length : tookOne;
	if (rejected >= REJECTED_IN_A_ROW) {
		const found = `WhatsApp rejects messages: the last ${rejected} did not get out, although the server had accepted them`;
		return { name: 'messagesRejected', finding: doubtful(found, REJECTED_BY_WHATSAPP.whatToDo) };
	}
	const ripe = sent.filter(({ seconds }) => seconds * 1000 < now - SILENT_AFTER_MS);
	const newest = ripe.slice(0, SILENT_IN_A_ROW);
	const isSilent = newest.every(({ outcome }) => outcome === undefined);
	const keepsTicks = messages.some(({ fromMe, outcome }) => fromMe && outcome !== undefined);
	if (newest.length === SILENT_IN_A_ROW && isSilent && keepsTicks) {
		const { problem, whatToDo } = NOTHING_GETS_OUT;
		return { name: 'messagesNotDelivered', finding: doubtful(problem, `${whatToDo}.`) };
	}
	return known.length > 0 && rejected === 0 ? null : undefined;
}

/** @returns undefined if it is connected */
export function connectionProblem(
	connection: Connection,
	state: string | undefined,
	record: InstanceRecord | undefined,
): Problem | undefined {
	if (state === 'open') return undefined;
	const finding = connectionFinding(state, record);
	if (state === 'connecting') return { name: 'connecting', finding };
	const at = ownTime(connection, Date.parse(record?.disconnectedAt ?? ''));
	const since = Number.isNaN(at) ? undefined : Math.min(at, Date.now());
	return { name: record?.end ?? 'disconnected', finding, since };
}

/** The same by an event. */
export function changedProblem({ state, end, reason }: ConnectionChange): Problem | undefined {
	if (state === 'open') return undefined;
	const finding = connectionFinding(state, { reason });
	return { name: state === 'connecting' ? 'connecting' : (end ?? 'disconnected'), finding };
}
