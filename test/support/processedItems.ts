import { DataDeduplicationService } from 'n8n-core';
import type { ICheckProcessedContextData, IDataDeduplicator } from 'n8n-workflow';

// What n8n keeps in its table `processed_data`, of each node, in memory. `test/e2e` asks n8n itself.

type Entry = string | number;

export class ProcessedItems implements IDataDeduplicator {
	private readonly kept = new Map<string, Entry[]>();

	/** As if the database were away. */
	failure: Error | undefined;

	/** As if n8n died right after it has looked something up: what looking has recorded stays. */
	diesAfterLook = false;

	clear(): void {
		this.kept.clear();
		this.diesAfterLook = false;
		this.failure = undefined;
	}

	get count(): number {
		return [...this.kept.values()].flat().length;
	}

	private of({ workflow, node }: ICheckProcessedContextData): Entry[] {
		if (this.failure) throw this.failure;
		const key = `${workflow.id}/${node?.id}`;
		const entries = this.kept.get(key) ?? [];
		this.kept.set(key, entries);
		return entries;
	}

	checkProcessedAndRecord: IDataDeduplicator['checkProcessedAndRecord'] = async (
		items,
		_scope,
		context,
		{ maxEntries },
	) => {
		const entries = this.of(context);
		const isNew = (item: Entry) => !entries.includes(item);
		const result = { new: items.filter(isNew), processed: items.filter((item) => !isNew(item)) };
		entries.push(...result.new);
		if (maxEntries !== undefined) entries.splice(0, entries.length - maxEntries);
		return result;
	};

	removeProcessed: IDataDeduplicator['removeProcessed'] = async (items, _scope, context) => {
		const entries = this.of(context);
		if (this.diesAfterLook) throw new Error('n8n was killed');
		for (const item of items) {
			const index = entries.indexOf(item);
			if (index >= 0) entries.splice(index, 1);
		}
	};

	clearAllProcessedItems: IDataDeduplicator['clearAllProcessedItems'] = async (_scope, context) =>
		void this.of(context).splice(0);

	getProcessedDataCount: IDataDeduplicator['getProcessedDataCount'] = async (_scope, context) =>
		this.of(context).length;
}

/** What nodes of this test file can ask n8n to remember; empty before each test. Call it at the top level. */
export function useProcessedItems(): ProcessedItems {
	const items = new ProcessedItems();
	beforeAll(async () => await DataDeduplicationService.init(items));
	beforeEach(() => items.clear());
	afterAll(() => void Reflect.set(DataDeduplicationService, 'instance', undefined));
	return items;
}
