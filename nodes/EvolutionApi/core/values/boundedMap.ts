/** When the map is full, a new entry replaces the oldest. */
export class BoundedMap<Value> {
	private readonly entries = new Map<string, Value>();

	constructor(private readonly most: number) {}

	get(name: string): Value | undefined {
		return this.entries.get(name);
	}

	has(name: string): boolean {
		return this.entries.has(name);
	}

	set(name: string, value: Value): void {
		this.entries.set(name, value);
		for (const oldest of this.entries.keys()) {
			if (this.entries.size <= this.most) break;
			this.entries.delete(oldest);
		}
	}

	all(): Value[] {
		return [...this.entries.values()];
	}

	names(): string[] {
		return [...this.entries.keys()];
	}

	delete(name: string): void {
		this.entries.delete(name);
	}

	getOr(name: string, make: () => Value): Value {
		const existing = this.entries.get(name);
		if (existing !== undefined) return existing;
		const value = make();
		this.set(name, value);
		return value;
	}
}
