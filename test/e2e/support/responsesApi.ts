/** OpenAI's newer API, the default of n8n's OpenAI Chat Model: only the form of requests and answers differs. */
import type { ModelRequest } from './modelServer';

/** Returns the request in the older API's form. Tools aren't needed here yet. */
export function askedThere(body: string): ModelRequest {
	const { input } = JSON.parse(body) as { input: ModelRequest['messages'] };
	// For models that reason, the system's message is the developer's.
	const messages = input.map(({ role, content }) => ({
		role: role === 'developer' ? 'system' : role,
		content,
	}));
	return { messages };
}

/** Converts the older API's message. @param nth number of the answer */
export function saidThere(nth: number, { content }: { content: string | null }) {
	return {
		id: `response_${nth}`,
		object: 'response',
		created_at: Math.floor(Date.now() / 1000),
		status: 'completed',
		error: null,
		model: 'scripted',
		output: [
			{
				id: `message_${nth}`,
				type: 'message',
				role: 'assistant',
				status: 'completed',
				content: [{ type: 'output_text', text: content ?? '', annotations: [] }],
			},
		],
		usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
	};
}
