import { MINUTE_MS, SECOND_MS } from '../core/values/time';

/** Subjects of problems. An instance has at most one problem of each subject at a time. */
export const SUBJECTS = [
	'n8n',
	'server',
	'database',
	'connection',
	'webhook',
	'deliveries',
	'webSocket',
	'sending',
	'loops',
] as const;

export type Subject = (typeof SUBJECTS)[number];

interface Kind {
	readonly subject: Subject;
	/** How long a problem lasts before it's reported, ms; missing if it's reported at once. */
	readonly afterMs?: number;
	/** The problem lasts until a person acts. It's reported even if another problem with the same `subject` was reported. */
	readonly needsPerson?: true;
	/** Message for when the problem is over. */
	readonly over: string;
}

const SERVER = { subject: 'server', over: 'The server answers again' } as const;
const CONNECTION = {
	subject: 'connection',
	over: 'The instance is connected to WhatsApp again',
} as const;
const SENDING = { subject: 'sending', over: 'Messages get out again' } as const;
const EVENTS_ARE_BACK = 'Events reach n8n again';

export const PROBLEMS = {
	executionsNotStored: { subject: 'n8n', over: 'n8n stores executions again' },
	serverUnreachable: { ...SERVER, afterMs: 2 * MINUTE_MS },
	keyRefused: {
		subject: 'server',
		afterMs: 30 * SECOND_MS,
		needsPerson: true,
		over: 'The server takes the key again',
	},
	licenseMissing: { ...SERVER, afterMs: 30 * SECOND_MS, needsPerson: true },
	databaseFailing: {
		subject: 'database',
		// Shorter than usual: the check only runs every five minutes, so the problem may already be that old when it is found.
		afterMs: 50 * SECOND_MS,
		// Without its database, the server doesn't notice that a WhatsApp connection has ended, and still reports it as open.
		over: 'The database of the server works again. If an instance no longer sends or receives, restart the server',
	},
	disconnected: { ...CONNECTION, afterMs: 2 * MINUTE_MS },
	connecting: { ...CONNECTION, afterMs: 2 * MINUTE_MS },
	qrCodeNotScanned: { ...CONNECTION, afterMs: 2 * MINUTE_MS },
	// The server makes no new QR codes until a person asks for one.
	qrCodesUsedUp: { ...CONNECTION, afterMs: 2 * MINUTE_MS, needsPerson: true },
	passkeyNeeded: { ...CONNECTION, afterMs: 2 * SECOND_MS, needsPerson: true },
	// Sometimes WhatsApp refuses the client only for a moment.
	clientOutdated: { ...CONNECTION, afterMs: 2 * MINUTE_MS, needsPerson: true },
	loggedOut: { ...CONNECTION, afterMs: 2 * SECOND_MS, needsPerson: true },
	restricted: { ...CONNECTION, afterMs: 2 * SECOND_MS, needsPerson: true },
	instanceMissing: { ...CONNECTION, afterMs: 30 * SECOND_MS, needsPerson: true },
	webhookTaken: { subject: 'webhook', over: 'The webhook leads to n8n again' },
	eventsOff: { subject: 'webhook', over: 'The server sends all events again' },
	deliveriesMissing: { subject: 'deliveries', over: EVENTS_ARE_BACK },
	webSocketRefused: { subject: 'webSocket', afterMs: 2 * MINUTE_MS, over: EVENTS_ARE_BACK },
	messagesRejected: SENDING,
	messagesNotDelivered: SENDING,
	botsInLoop: { subject: 'loops', over: 'The Loop Guard no longer limits any chat' },
} as const satisfies Record<string, Kind>;

export type ProblemName = keyof typeof PROBLEMS;

export const getKind = (name: ProblemName): Kind => PROBLEMS[name];

export const isProblemName = (name: unknown): name is ProblemName =>
	typeof name === 'string' && Object.hasOwn(PROBLEMS, name);

/** A finding about a server, an instance or a webhook. *Check Setup* and the event *Health Alert* share the texts. */
export interface Finding {
	/** `warning`: something may fail, or fails in part. `problem`: something doesn't work. */
	readonly status: 'ok' | 'warning' | 'problem';
	readonly details: string;
	/** Left out if there is nothing to do. */
	readonly whatToDo?: string;
	/** The problem's name in *Health Alert*; missing if the finding isn't reported there. */
	readonly problem?: ProblemName;
	/** When the problem began, Unix ms by our clock, if known. */
	readonly since?: number;
	/** The repair that was already made, such as `The instance was restarted`. */
	readonly repair?: string;
}

/** A finding that *Health Alert* reports. */
export interface Problem extends Finding {
	readonly problem: ProblemName;
}

export const isProblem = (finding: Finding | undefined): finding is Problem =>
	finding?.problem !== undefined;

export const fine = (details: string, whatToDo?: string): Finding => ({
	status: 'ok',
	details,
	whatToDo,
});

/** A finding for something that couldn't be checked. It doesn't count as a problem. */
export const notChecked = (why: string, whatToDo?: string): Finding =>
	fine(`Not checked: ${why}`, whatToDo);

export const doubtful = (details: string, whatToDo: string, problem?: ProblemName): Finding => ({
	status: 'warning',
	details,
	whatToDo,
	problem,
});

export const wrong = (details: string, whatToDo: string, problem?: ProblemName): Finding => ({
	status: 'problem',
	details,
	whatToDo,
	problem,
});

/** Advice for a webhook or WebSocket registration that something else has changed. */
export const WAIT =
	'Wait five minutes: published workflows put it right by themselves. Or unpublish the workflow and publish it again.';

/** Returns a text such as `1 workflow` or `2 workflows`. */
export const countOf = (count: number, noun: string): string =>
	`${count} ${noun}${count === 1 ? '' : 's'}`;
