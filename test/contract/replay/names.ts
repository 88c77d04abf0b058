// The IDs in the captured server's answers, each with the simulator's ID for the same object.

const ID =
	/^(?:3EB0[0-9A-F]+|3A[0-9A-F]{18}|c[a-z0-9]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+@g\.us|(?:INV|REV)[0-9a-f]+|wamid\.\d+|9\d{5})$/;

export class Names {
	private readonly known = new Map<string, string>();

	set(captured: string, own: string): void {
		if (captured !== own && !this.known.has(captured)) this.known.set(captured, own);
	}

	learn(captured: unknown, own: unknown): void {
		if (typeof captured === 'string' && typeof own === 'string') {
			if (ID.test(captured)) this.set(captured, own);
			return;
		}
		if (typeof captured !== 'object' || typeof own !== 'object' || !captured || !own) return;
		for (const [key, value] of Object.entries(captured)) {
			this.learn(value, (own as Record<string, unknown>)[key]);
		}
	}

	translate(text: string): string {
		let result = text;
		for (const [captured, own] of this.known) result = result.replaceAll(captured, own);
		return result;
	}
}
