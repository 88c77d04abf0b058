import type { Finding } from './finding';

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
