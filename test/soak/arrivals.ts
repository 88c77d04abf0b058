import type { Collector } from '../e2e/support/collector';

export class Arrivals {
	/** Times at which a workflow reported a message, Unix ms, by workflow and message ID. */
	readonly times: ReadonlyMap<string, Map<string, number[]>>;
	/** Times at which a workflow failed to answer a message, Unix ms, by workflow and message ID. */
	readonly failed: ReadonlyMap<string, Map<string, number[]>>;
	/** Time of the last arrival, Unix ms. */
	lastAt = Date.now();
	private readonly open = new Set<string>();
	private read = 0;

	constructor(
		private readonly collector: Collector,
		workflows: readonly string[],
	) {
		const empty = () => new Map(workflows.map((name) => [name, new Map<string, number[]>()]));
		this.times = empty();
		this.failed = empty();
	}

	expect(id: string): void {
		this.open.add(id);
	}

	/** Reads new arrivals, and returns the number of messages that have not come out of all workflows yet. */
	openCount(): number {
		for (; this.read < this.collector.got.length; this.read++) {
			const { path, text, at } = this.collector.got[this.read];
			const { id } = JSON.parse(text) as { id: string };
			const [, name, isFailed] = path.split('/');
			const times = (isFailed === undefined ? this.times : this.failed).get(name);
			times?.set(id, [...(times.get(id) ?? []), at]);
			this.lastAt = at;
		}
		for (const id of this.open) {
			if ([...this.times.values()].every((times) => times.has(id))) this.open.delete(id);
		}
		return this.open.size;
	}

	forgetOpen(): void {
		this.open.clear();
		this.lastAt = Date.now();
	}
}
