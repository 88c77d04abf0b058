import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the model was asked, as n8n's agents put it. */
export interface Asked {
	readonly messages: ReadonlyArray<{ role: string; content: unknown }>;
	/** The tools that it may call. */
	readonly tools?: ReadonlyArray<{
		function: { name: string; description: string; parameters: Record<string, unknown> };
	}>;
}

/** What the model does: it says something, or calls a tool by its name. */
export type Says = string | { readonly call: string; readonly with: Record<string, unknown> };

/**
 * A model that speaks the OpenAI API and says what it was told to. Voice notes are always "a spoken
 * order", pictures "a cake".
 */
export class ModelServer {
	/** In the order of the questions. */
	readonly asked: Asked[] = [];
	/** What it says next. */
	readonly script: Says[] = [];
	/** What it says where the script is over. */
	reacts: (asked: Asked) => Says = () => 'Done.';
	/** It answers no earlier. */
	thinking: Promise<void> = Promise.resolve();
	private calls = 0;

	private readonly server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			void this.answer(request.url ?? '', Buffer.concat(chunks), response);
		});
	});

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
	}

	/** Everything that the model was told in its last question, as text. */
	get told(): string {
		return JSON.stringify(this.asked.at(-1)?.messages ?? []);
	}

	/** The credential of n8n's OpenAI nodes. */
	get credential() {
		return { name: 'OpenAI', type: 'openAiApi', data: { apiKey: 'any', url: this.url } };
	}

	private async answer(url: string, body: Buffer, response: ServerResponse): Promise<void> {
		response.setHeader('content-type', 'application/json');
		if (url.endsWith('/audio/transcriptions')) {
			response.end(JSON.stringify({ text: 'a spoken order' }));
			return;
		}
		if (!url.endsWith('/chat/completions')) {
			response.writeHead(404).end(JSON.stringify({ error: { message: `No ${url} here` } }));
			return;
		}
		const asked = JSON.parse(body.toString()) as Asked;
		const isPicture = JSON.stringify(asked.messages).includes('image_url');
		if (!isPicture) this.asked.push(asked);
		await this.thinking;
		const says = isPicture ? 'a cake' : (this.script.shift() ?? this.reacts(asked));
		response.end(JSON.stringify(this.completion(says)));
	}

	private completion(says: Says): object {
		const isText = typeof says === 'string';
		this.calls++;
		const call = isText
			? undefined
			: {
					id: `call_${this.calls}`,
					type: 'function',
					function: { name: says.call, arguments: JSON.stringify(says.with) },
				};
		const message = isText
			? { role: 'assistant', content: says }
			: { role: 'assistant', content: null, tool_calls: [call] };
		return {
			id: `completion_${this.calls}`,
			object: 'chat.completion',
			created: Math.floor(Date.now() / 1000),
			model: 'scripted',
			choices: [{ index: 0, message, finish_reason: isText ? 'stop' : 'tool_calls' }],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
