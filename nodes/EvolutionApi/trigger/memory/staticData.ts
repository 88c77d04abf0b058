import { createHash } from 'node:crypto';
import { jsonParse, type IDataObject, type IHookFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { numberOrNull } from '../../core/values/answer';

// What n8n keeps for a trigger in its database: all of it, and nobody else reads or writes it. An active workflow brings it
// along when the package is updated, so what is written here has to go on being understood.
//
// n8n stores what trigger() and the activation write when the activation is over, and what a call of the webhook writes
// if the call starts no execution. It writes all of it each time, and wraps every object in it, so what is long is one
// text. It is in every export of the workflow: no key, and nobody's number, belongs here.
//
// An export takes it along, too. So the owner is checked first, and what belongs to another is deleted. Else it stays as
// long as the workflow, except where a key says so.

/** For the whole node. */
interface NodeEntries {
	/** A checksum of n8n, workflow and node, written by the first who looks. */
	owner: string;
	/**
	 * Since when the workflow is active, Unix ms: runTrigger() writes it, by our clock, and then each call that stores
	 * something, by the clock of messages. Messages from before start nothing.
	 */
	activeSince: number;
	/** Written when the workflow is activated, deleted when it is switched off. */
	live: Registration;
	/** The registration of a test session, which n8n gives static data of its own. */
	test: Registration;
}

/**
 * For each instance. The node's only instance has these names, each of several has its own behind them, after a slash.
 * The calls of the webhook write them. They go when the node no longer listens to the instance.
 */
interface InstanceEntries {
	/** Which of the newest events are done, as {@link SeenEvents.stored} gives them: JSON. */
	taken: string;
	/** Which of them were for questions of the instance: JSON. */
	answers: string;
	/** Up to when nothing was missed, by the clock of messages, Unix ms. The activation starts it anew. */
	lastEventAt: number;
	/** At which chats a person is, as {@link Takeovers.stored} gives them: JSON. */
	takeovers: string;
	/** Of which problems the workflow was told that are not over, as {@link ReportedProblems.stored} gives them: JSON. */
	problems: string;
	/** The webhook of another application, as foreignEntry() seals it: nobody can read it without the API key. */
	foreign: string;
}

type InstanceEntry = keyof InstanceEntries;
/** All of them: TypeScript misses none. */
const INSTANCE_ENTRIES = Object.keys({
	taken: true,
	answers: true,
	lastEventAt: true,
	takeovers: true,
	problems: true,
	foreign: true,
} satisfies Record<InstanceEntry, true>);

/**
 * What a registered node keeps. The key of the webhook is not part of it: it would be in every export of the workflow,
 * and the server tells it anyway.
 */
const registration = z.object({
	url: z.string(),
	instance: z.string(),
	/** The URL before n8n moved, for the server may not know of that yet; empty if there was none. */
	formerUrl: z.string().optional(),
	/** The others that the node listens to. */
	more: z.array(z.string()).optional(),
});

export type Registration = z.output<typeof registration>;

/** All contexts that n8n gives to the trigger have these. */
export type WithStaticData = Pick<
	IHookFunctions,
	'getInstanceId' | 'getNode' | 'getWorkflow' | 'getWorkflowStaticData'
>;

/** An entry that is JSON. @param text what stands there @returns undefined if that is anything else */
export const readStored = <Schema extends z.ZodTypeAny>(
	schema: Schema,
	text: unknown,
): z.output<Schema> | undefined =>
	typeof text === 'string'
		? schema.safeParse(jsonParse(text, { fallbackValue: null })).data
		: undefined;

/** What one of the instances has. @param suffix see {@link TriggerName} */
export const entriesFor = (
	suffix: string | undefined,
	entries: Partial<InstanceEntries>,
): Readonly<Record<string, unknown>> =>
	Object.fromEntries(
		Object.entries(entries).map(([entry, value]) => [`${entry}${suffix ?? ''}`, value]),
	);

/** Undefined for an entry of the whole node. @returns the name of the instance, empty for the only one */
function instanceOfEntry(name: string): string | undefined {
	const entry = INSTANCE_ENTRIES.find((known) => name === known || name.startsWith(`${known}/`));
	return entry === undefined ? undefined : name.slice(entry.length + 1);
}

/** What an activation has left in its copy of the static data. */
const activation = z.object({
	/** See `getActiveSince()`. */
	activeSince: z.number().optional(),
	/** Empty if the node is not registered. */
	live: registration.partial(),
	/** That the node listens to now: some may have come or gone since then. */
	instances: z.array(z.string()),
});

export type Activation = z.output<typeof activation>;

/** @param value what another process of n8n says of its activation; undefined if it says something else */
export const readActivation = (value: unknown): Activation | undefined =>
	activation.safeParse(value).data;

/** None if it is not registered. */
export const listRegisteredInstances = ({
	instance,
	more = [],
}: Partial<Registration>): string[] => (instance === undefined ? [] : [instance, ...more]);

/** One copy of what n8n keeps: that of an activation, or of a call of the webhook. */
class StaticData {
	constructor(private readonly all: IDataObject) {}

	get activeSince(): number | undefined {
		return this.numberIn('activeSince');
	}

	set activeSince(since: number | undefined) {
		this.set('activeSince', since);
	}

	/** @returns text, or anything that somebody has written there */
	get(entry: Exclude<InstanceEntry, 'lastEventAt'>, suffix = ''): unknown {
		return this.all[`${entry}${suffix}`];
	}

	lastEventAt(suffix = ''): number | undefined {
		return this.numberIn(`lastEventAt${suffix}`);
	}

	/** @param entries of {@link entriesFor}, perhaps from another process. Others are left out. An empty text is as good as none. */
	put(entries: Readonly<Record<string, unknown>>): void {
		for (const [name, value] of Object.entries(entries)) {
			const isSame = value === (this.all[name] ?? '');
			if (!isSame && instanceOfEntry(name) !== undefined)
				Object.assign(this.all, { [name]: value });
		}
	}

	/** @returns an empty object if the node is not registered */
	registration(isTest: boolean): Partial<Registration> {
		return registration.safeParse(this.all[isTest ? 'test' : 'live']).data ?? {};
	}

	/** @param registration undefined: there is none any more */
	storeRegistration(isTest: boolean, registration: Registration | undefined): void {
		const name = isTest ? 'test' : 'live';
		if (registration === undefined) delete this.all[name];
		else this.set(name, registration);
		if (registration !== undefined && !isTest)
			this.forgetOthers(listRegisteredInstances(registration));
	}

	/**
	 * Takes over what the activation has left, for the copy of a webhook call: n8n may have read that before it stored the
	 * former, and stores it last.
	 */
	copyActivation({ activeSince, live, instances }: Activation): void {
		const before = this.registration(false);
		const listed = live.more === undefined ? listRegisteredInstances(live) : [...instances];
		const isSame =
			before.url === live.url && listRegisteredInstances(before).join('\n') === listed.join('\n');
		if (isSame && this.activeSince === activeSince) return;
		this.activeSince = activeSince;
		const [instance, ...more] = listed;
		const isOfSeveral = live.more !== undefined;
		this.set('live', { ...live, ...(isOfSeveral ? { instance, more } : {}) } as Registration);
		if (isOfSeveral) this.forgetOthers(listed);
	}

	/** What is kept for an instance that the node no longer listens to. */
	private forgetOthers(instances: readonly string[]): void {
		for (const name of Object.keys(this.all)) {
			const instance = instanceOfEntry(name) ?? '';
			if (instance !== '' && !instances.includes(instance)) delete this.all[name];
		}
	}

	private set<Name extends keyof NodeEntries>(name: Name, value?: NodeEntries[Name]): void {
		Object.assign(this.all, { [name]: value });
	}

	private numberIn(name: string): number | undefined {
		return numberOrNull(this.all[name]) ?? undefined;
	}
}

/** What n8n has given to this context, without what another one has left there. */
export function openStaticData(context: WithStaticData): StaticData {
	const stored = context.getWorkflowStaticData('node');
	const owner = getOwner(context);
	if (stored.owner === owner) return new StaticData(stored);
	for (const name of Object.keys(stored)) delete stored[name];
	Object.assign(stored, { owner } satisfies Partial<NodeEntries>);
	return new StaticData(stored);
}

/** Several n8n may contain the same workflow, and several workflows the same node. */
const getOwner = (context: WithStaticData): string =>
	createHash('sha256')
		.update(
			JSON.stringify([context.getInstanceId(), context.getWorkflow().id, context.getNode().id]),
		)
		.digest('base64url')
		.slice(0, 16);
