/** A memory of so many entries: of more, the one that came first is forgotten. */
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

	/** What is known; else what is made now, which is known from then on. */
	getOr(name: string, make: () => Value): Value {
		const known = this.entries.get(name);
		if (known !== undefined) return known;
		const made = make();
		this.set(name, made);
		return made;
	}
}
