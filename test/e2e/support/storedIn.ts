import { Memory, memoryFrom } from '../../../nodes/EvolutionApi/hub';
import { instanceIdOf } from '../../../nodes/EvolutionApi/trigger/active/ids';
import { executionKey } from '../../../nodes/EvolutionApi/trigger/save/emitOnce';
import { readDatabase } from './n8nDatabase';

// What n8n's own database says, while n8n does not run.

/** n8n writes within this time that it runs an execution, once it has stored that the message was taken. */
const UNWRITTEN_MS = 1_000;

const READ = `
data = ask('SELECT staticData FROM workflow_entity WHERE staticData IS NOT NULL')
keys = ask('SELECT deduplicationKey FROM execution_entity WHERE deduplicationKey IS NOT NULL')
print(json.dumps({'data': [json.loads(one) for (one,) in data], 'keys': [key for (key,) in keys]}))
`;

interface Read {
	readonly data: ReadonlyArray<Record<string, { taken?: unknown } | undefined>>;
	readonly keys: readonly string[];
}

/** A message that was to start a workflow, each workflow having one trigger that {@link Server.create} made. */
export interface Expected {
	readonly workflow: { readonly id: string; readonly name: string };
	/** '' if it never got one. */
	readonly eventId: string;
	/** How long before the kill it was sent, in milliseconds; less than 0 after it. */
	readonly msBefore: number;
}

/** Of a killed n8n. */
export class Stored {
	constructor(
		private readonly taken: Memory,
		private readonly begun: ReadonlySet<string>,
		private readonly instanceId: string,
	) {}

	/** Its execution had begun, and was not over. */
	hadBegun({ workflow, eventId }: Expected): boolean {
		const address = { nodeId: nodeIdOf(workflow), instanceId: this.instanceId };
		return this.begun.has(executionKey(address, { eventId }));
	}

	/** The trigger had taken it, as the static data of the workflow has it. */
	hadTaken({ workflow, eventId }: Expected): boolean {
		return this.taken.wasTaken(eventId, nodeIdOf(workflow));
	}

	/** Why it did not arrive. That it was taken proves a run only so shortly before the kill. */
	explains(message: Expected): boolean {
		const { msBefore } = message;
		const isUnwritten = msBefore >= 0 && msBefore <= UNWRITTEN_MS && this.hadTaken(message);
		return this.hadBegun(message) || isUnwritten;
	}
}

const nodeIdOf = ({ id, name }: Expected['workflow']) => `${id}/1-${name}`;

/**
 * @param userFolder of n8n, which keeps no executions that succeed
 * @param server whose instance "demo" the triggers listen to
 */
export function storedIn(userFolder: string, server: { url: string; key: string }): Stored {
	const { data, keys } = readDatabase(userFolder, READ) as Read;
	const taken = new Memory(0);
	for (const one of data.flatMap((nodes) => Object.values(nodes)).filter((node) => node != null))
		taken.loadStored(memoryFrom(JSON.parse(String(one.taken ?? '[]'))), Date.now());
	const instanceId = instanceIdOf({ baseUrl: server.url, apiKey: server.key }, 'demo');
	return new Stored(taken, new Set(keys), instanceId);
}
