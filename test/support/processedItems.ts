import { DataDeduplicationService } from 'n8n-core';
import type { ICheckProcessedContextData, IDataDeduplicator } from 'n8n-workflow';

// Replaces n8n's database table `processed_data`, in memory. The tests in `test/e2e` use n8n's real table.

type Entry = string | number;

export class ProcessedItems implements IDataDeduplicator {
	private readonly kept = new Map<string, Entry[]>();

	failure: Error | undefined;

	/** Makes removeProcessed() fail, as if n8n had been killed right after recording items. */
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

/** Makes the nodes in this test file use a table in memory, which is emptied before each test. Call it at the top level. */
export function useProcessedItems(): ProcessedItems {
	const items = new ProcessedItems();
	beforeAll(async () => await DataDeduplicationService.init(items));
	beforeEach(() => items.clear());
	afterAll(() => void Reflect.set(DataDeduplicationService, 'instance', undefined));
	return items;
}
