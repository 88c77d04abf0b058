import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askedThere, saidThere } from './responsesApi';

export interface ModelRequest {
	readonly messages: ReadonlyArray<{ role: string; content: unknown }>;
	readonly stream?: boolean;
	readonly tools?: ReadonlyArray<{
		function: { name: string; description: string; parameters: Record<string, unknown> };
	}>;
}

export type Says = string | { readonly call: string; readonly with: Record<string, unknown> };

/** Simulates OpenAI's API. Its model answers with `script`, and transcribes every voice note as "a spoken order". */
export class ModelServer {
	readonly requests: ModelRequest[] = [];
	readonly recordings: string[] = [];
	readonly script: Says[] = [];
	/** Returns the model's answer once all answers in `script` have been given. */
	reacts: (request: ModelRequest) => Says = () => 'Done.';
	/** The answer is only sent after this promise has resolved. */
	thinking: Promise<void> = Promise.resolve();
	private calls = 0;

	private readonly server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const [url = ''] = (request.url ?? '').split('?');
			void this.answer(url, Buffer.concat(chunks), response);
		});
	});

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
	}

	get told(): string {
		return JSON.stringify(this.requests.at(-1)?.messages ?? []);
	}

	/** Returns the credential for n8n's module *agents*. DeepSeek's requests have the same form as OpenAI's. */
	get agentsCredential() {
		return { name: 'Model', type: 'deepSeekApi', data: { apiKey: 'any', url: this.url } };
	}

	get credential() {
		return { name: 'OpenAI', type: 'openAiApi', data: { apiKey: 'any', url: this.url } };
	}

	get credentials() {
		const url = this.url.replace(/\/v1$/, '');
		return [
			this.credential,
			{ name: 'Gemini', type: 'googlePalmApi', data: { apiKey: 'any', host: url } },
			{ name: 'Anthropic', type: 'anthropicApi', data: { apiKey: 'any', url } },
		];
	}

	private async answer(url: string, body: Buffer, response: ServerResponse): Promise<void> {
		response.setHeader('content-type', 'application/json');
		const other = otherModel(url, body, this.url);
		if (other !== undefined) {
			if (other.recording !== undefined) this.recordings.push(other.recording);
			response.writeHead(200, other.headers).end(JSON.stringify(other.answer));
			return;
		}
		if (url.endsWith('/audio/transcriptions')) {
			const [, name, type] =
				/filename="([^"]*)"\r\ncontent-type: (.*)\r\n/i.exec(body.toString()) ?? [];
			this.recordings.push(`${name} ${type}`);
			response.end(JSON.stringify({ text: 'a spoken order' }));
			return;
		}
		if (url.endsWith('/models')) {
			response.end(JSON.stringify({ object: 'list', data: [{ id: 'scripted', object: 'model' }] }));
			return;
		}
		if (url.endsWith('/responses')) {
			const { message } = (await this.think(askedThere(body.toString()))).choices[0];
			response.end(JSON.stringify(saidThere(this.calls, message)));
			return;
		}
		if (!url.endsWith('/chat/completions')) {
			response.writeHead(404).end(JSON.stringify({ error: { message: `No ${url} here` } }));
			return;
		}
		const modelRequest = JSON.parse(body.toString()) as ModelRequest;
		const completion = await this.think(modelRequest);
		response.end(modelRequest.stream === true ? streamed(completion) : JSON.stringify(completion));
	}

	private async think(modelRequest: ModelRequest) {
		this.requests.push(modelRequest);
		await this.thinking;
		return this.completion(this.script.shift() ?? this.reacts(modelRequest));
	}

	completion(says: Says) {
		const isText = typeof says === 'string';
		this.calls++;
		const call = isText
			? undefined
			: {
					id: `call_${this.calls}`,
					type: 'function',
					function: { name: says.call, arguments: JSON.stringify(says.with) },
				};
		const message = {
			role: 'assistant',
			content: isText ? says : null,
			...(call === undefined ? {} : { tool_calls: [call] }),
		};
		return {
			id: `completion_${this.calls}`,
			object: 'chat.completion',
			created: Math.floor(Date.now() / 1000),
			model: 'scripted',
			choices: [{ index: 0, message, finish_reason: isText ? 'stop' : 'tool_calls' }] as const,
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

interface OtherAnswer {
	readonly answer: object;
	readonly headers?: Record<string, string>;
	readonly recording?: string;
}

/** Returns the answer of Google's or Anthropic's API; undefined for a request to OpenAI's. */
function otherModel(url: string, body: Buffer, base: string): OtherAnswer | undefined {
	if (url.startsWith('/upload/v1beta/files')) {
		return { answer: {}, headers: { 'x-goog-upload-url': `${base}/uploaded` } };
	}
	if (url.endsWith('/uploaded')) {
		const file = { state: 'ACTIVE', uri: 'files/1', mimeType: 'any' };
		return { answer: { file }, recording: `Gemini ${body.toString()}` };
	}
	if (url.endsWith(':generateContent')) {
		const content = { parts: [{ text: 'a spoken order' }], role: 'model' };
		return { answer: { candidates: [{ content, finishReason: 'STOP' }] } };
	}
	if (!url.endsWith('/v1/messages')) return undefined;
	const [, type, data] = /"media_type":"([^"]*)","data":"([^"]*)"/.exec(body.toString()) ?? [];
	const recording = `Anthropic ${type} ${Buffer.from(data, 'base64').toString()}`;
	return { answer: { content: [{ type: 'text', text: 'a cake' }] }, recording };
}

function streamed({ choices: [choice], ...rest }: ReturnType<ModelServer['completion']>): string {
	const { message, ...ending } = choice;
	const calls = message.tool_calls?.map((call, index) => ({ index, ...call }));
	const events = [
		{ choices: [{ index: 0, delta: { ...message, tool_calls: calls } }] },
		{ choices: [{ ...ending, delta: {} }] },
	];
	const object = 'chat.completion.chunk';
	return [...events.map((event) => JSON.stringify({ ...rest, ...event, object })), '[DONE]']
		.map((data) => `data: ${data}\n\n`)
		.join('');
}
