import type { Collector } from '../e2e/support/collector';

/** The messages that have come out of each workflow. */
export class Arrivals {
	/** When each message came, by workflow and ID; Unix times in milliseconds. */
	readonly times: ReadonlyMap<string, Map<string, number[]>>;
	/** The same for messages whose answer ended with an error. */
	readonly failed: ReadonlyMap<string, Map<string, number[]>>;
	/** Unix time in milliseconds. */
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

	/** Counts messages that some workflow still lacks. */
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

	/** Stops waiting for open messages, which are lost or late. */
	forgetOpen(): void {
		this.open.clear();
		this.lastAt = Date.now();
	}
}
