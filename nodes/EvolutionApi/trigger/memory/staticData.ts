import { createHash } from 'node:crypto';
import { jsonParse, type IDataObject, type IHookFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { numberOrNull } from '../../core/values/answer';

// All data that n8n stores for a trigger. Only this file accesses it directly. The data survives an update of the package, so
// later versions must be able to read it.
//
// n8n stores the data when an activation, including trigger(), is complete, and after a webhook call that starts no execution.
// Long values are JSON texts, because n8n would wrap every object in them in a proxy. Exports of the workflow contain the data,
// so it must not include keys and phone numbers.
//
// A copied or imported workflow contains the original's data, so openStaticData() deletes data that belongs to another node,
// workflow or n8n. Entries stay as long as the workflow, unless a comment says otherwise.

interface NodeEntries {
	/** A checksum of the IDs of n8n, workflow and node, written when the data is first opened. */
	owner: string;
	/**
	 * Time (Unix ms) at which the workflow became active. Earlier messages start nothing. The time is first by n8n's clock, and
	 * later converted to WhatsApp's clock.
	 */
	activeSince: number;
	/** Written when the workflow is activated, deleted when it is switched off. */
	live: Registration;
	/** The registration of a test session, which has its own static data. */
	test: Registration;
}

/**
 * Entries that each instance has. If the node listens to several instances, a slash and the instance follow the entry's name:
 * `seen/shop`. Webhook calls write the entries. They're deleted when the node no longer listens to the instance.
 */
const INSTANCE_ENTRIES = [
	/** The latest finished events, as {@link SeenEvents.stored} returns them: JSON. */
	'seen',
	/** The instance's latest messages that answered a question of *Send and Wait*: JSON. */
	'answers',
	/** Time (Unix ms, by WhatsApp's clock) up to which no message is missing. An activation resets it. */
	'lastEventAt',
	/** Chats that a person has taken over, as {@link Takeovers.stored} returns them: JSON. */
	'takeovers',
	/** Reported problems that still exist, as {@link ReportedProblems.stored} returns them: JSON. */
	'problems',
	/** Another application's webhook, encrypted by foreignEntry(), so that it's only readable with the API key. */
	'foreign',
] as const;

type InstanceEntry = (typeof INSTANCE_ENTRIES)[number];

/** Data of a registered node. It must not include the webhook's key, because exports of the workflow contain this data. */
const registration = z.object({
	url: z.string(),
	instance: z.string(),
	/** The earlier URL, if n8n's address has changed and the server might not know the new URL yet; empty if there was none. */
	formerUrl: z.string().optional(),
	more: z.array(z.string()).optional(),
});

export type Registration = z.output<typeof registration>;

export type WithStaticData = Pick<
	IHookFunctions,
	'getInstanceId' | 'getNode' | 'getWorkflow' | 'getWorkflowStaticData'
>;

/** Reads an entry that is JSON. @returns undefined for anything else */
export const readStored = <Schema extends z.ZodTypeAny>(
	schema: Schema,
	text: unknown,
): z.output<Schema> | undefined =>
	typeof text === 'string'
		? schema.safeParse(jsonParse(text, { fallbackValue: null })).data
		: undefined;

export const entriesFor = (
	suffix: string | undefined,
	entries: Partial<Record<InstanceEntry, string | number>>,
): Readonly<Record<string, unknown>> =>
	Object.fromEntries(
		Object.entries(entries).map(([entry, value]) => [`${entry}${suffix ?? ''}`, value]),
	);

/** Returns the instance in a stored name: `shop` for `seen/shop`, empty for `seen`, undefined for others like `live`. */
function instanceOfEntry(name: string): string | undefined {
	const entry = INSTANCE_ENTRIES.find((prefix) => name === prefix || name.startsWith(`${prefix}/`));
	return entry === undefined ? undefined : name.slice(entry.length + 1);
}

const activation = z.object({
	activeSince: z.number().optional(),
	live: registration.partial(),
	/** The node's current instances: some may have come or gone since the registration. */
	instances: z.array(z.string()),
});

export type Activation = z.output<typeof activation>;

/** Reads an activation that another process of n8n has sent. */
export const readActivation = (value: unknown): Activation | undefined =>
	activation.safeParse(value).data;

export const listRegisteredInstances = ({
	instance,
	more = [],
}: Partial<Registration>): string[] => (instance === undefined ? [] : [instance, ...more]);

/** A copy of n8n's static data. Each activation and each webhook call has its own copy. */
class StaticData {
	constructor(private readonly all: IDataObject) {}

	get activeSince(): number | undefined {
		return numberOrNull(this.all.activeSince) ?? undefined;
	}

	set activeSince(since: number | undefined) {
		this.all.activeSince = since;
	}

	/** Returns an entry of an instance: the stored text, or any other value if a user has edited the workflow's JSON. */
	get(entry: Exclude<InstanceEntry, 'lastEventAt'>, suffix = ''): unknown {
		return this.all[`${entry}${suffix}`];
	}

	lastEventAt(suffix = ''): number | undefined {
		return numberOrNull(this.all[`lastEventAt${suffix}`]) ?? undefined;
	}

	/** Ignores unknown names. An empty text clears an entry. */
	put(entries: Readonly<Record<string, unknown>>): void {
		for (const [name, value] of Object.entries(entries)) {
			const isSame = value === (this.all[name] ?? '');
			if (!isSame && instanceOfEntry(name) !== undefined)
				Object.assign(this.all, { [name]: value });
		}
	}

	registration(isTest: boolean): Partial<Registration> {
		return registration.safeParse(this.all[isTest ? 'test' : 'live']).data ?? {};
	}

	storeRegistration(isTest: boolean, registration: Registration | undefined): void {
		const name = isTest ? 'test' : 'live';
		if (registration === undefined) {
			delete this.all[name];
			return;
		}
		this.all[name] = registration;
		if (!isTest) this.forgetOthers(listRegisteredInstances(registration));
	}

	/**
	 * Writes an activation's data into a webhook call's copy of the static data. n8n stores the copy after the call, even if the
	 * copy was made before the activation.
	 */
	copyActivation({ activeSince, live, instances }: Activation): void {
		const before = this.registration(false);
		const isOfSeveral = live.more !== undefined;
		const names = isOfSeveral ? instances : listRegisteredInstances(live);
		const isSame =
			before.url === live.url && listRegisteredInstances(before).join('\n') === names.join('\n');
		if (isSame && this.activeSince === activeSince) return;
		this.activeSince = activeSince;
		const [instance, ...more] = names;
		this.all.live = { ...live, ...(isOfSeveral && { instance, more }) };
		if (isOfSeveral) this.forgetOthers(names);
	}

	private forgetOthers(instances: readonly string[]): void {
		for (const name of Object.keys(this.all)) {
			const instance = instanceOfEntry(name) ?? '';
			if (instance !== '' && !instances.includes(instance)) delete this.all[name];
		}
	}
}

export function openStaticData(context: WithStaticData): StaticData {
	const data = context.getWorkflowStaticData('node');
	const owner = getOwner(context);
	if (data.owner !== owner) {
		for (const name of Object.keys(data)) delete data[name];
		Object.assign(data, { owner } satisfies Partial<NodeEntries>);
	}
	return new StaticData(data);
}

/** Workflow IDs may repeat on another n8n, and node IDs in another workflow. */
function getOwner(context: WithStaticData): string {
	const ids = [context.getInstanceId(), context.getWorkflow().id, context.getNode().id];
	return createHash('sha256').update(JSON.stringify(ids)).digest('base64url').slice(0, 16);
}
