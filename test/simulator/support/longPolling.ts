/** Uses Socket.IO with plain HTTP requests, without Socket.IO's library. */
export class LongPolling {
	private constructor(
		private readonly url: string,
		private readonly headers: Record<string, string>,
		readonly id: string,
	) {}

	/** Sends the first request, and returns the answer, even if it's a refusal. */
	static async ask(base: string, key: string, query = 'EIO=4&transport=polling') {
		const headers: Record<string, string> = key ? { apikey: key } : {};
		const response = await fetch(`${base}/socket.io/?${query}`, { headers });
		return { status: response.status, text: await response.text() };
	}

	static async open(base: string, key: string): Promise<LongPolling> {
		const { status, text } = await LongPolling.ask(base, key);
		if (status !== 200) throw new Error(`${status} ${text}`);
		const { sid } = JSON.parse(text.slice(1));
		return new LongPolling(
			`${base}/socket.io/?EIO=4&transport=polling&sid=${sid}`,
			{ apikey: key },
			sid,
		);
	}

	async send(...packets: string[]): Promise<[number, string]> {
		const response = await fetch(this.url, {
			method: 'POST',
			headers: { ...this.headers, 'content-type': 'text/plain;charset=UTF-8' },
			body: packets.join('\x1e'),
		});
		return [response.status, await response.text()];
	}

	/** Returns the packets, or the status and text of a refusal. */
	async poll(): Promise<string[]> {
		const response = await fetch(this.url, { headers: this.headers });
		const text = await response.text();
		return response.status === 200 ? text.split('\x1e') : [`${response.status} ${text}`];
	}

	async pollUntil(start: string): Promise<string[]> {
		const packets: string[] = [];
		while (!packets.some((packet) => packet.startsWith(start)))
			packets.push(...(await this.poll()));
		return packets;
	}

	async join(instance: string): Promise<string> {
		await this.send(`40/${instance},`);
		const packets = await this.pollUntil('4');
		return packets.at(-1) ?? '';
	}
}
