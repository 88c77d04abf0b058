import type { ServerAnswer, Asked, Failure } from '../failures/failure';
import { messagesIn } from '../values/answer';
import type { ServerAdapter } from './adapter';
import { retryAfterSeconds } from './explainServer';

/** After these a later try may succeed. */
const HEALING_STATUS = [429, 502, 503, 504];

/** Hides where the files of the server are. Its routes stay. */
const withoutPaths = (text: string) =>
	text.replace(
		/(?<![\w/:.]|^Cannot [A-Z]+ )(?:[A-Za-z]:\\|\/)[\w.@-]+(?:[/\\][\w.@-]+)+(?::\d+)*/g,
		'…',
	);

/** @returns undefined if the answer is a success */
export function failureOf(
	answer: ServerAnswer,
	asked: Asked,
	server: Pick<ServerAdapter, 'explanations' | 'isRefusal'>,
): Failure | undefined {
	const messages = messagesIn(answer.body).map(withoutPaths);
	const exchange = { ...asked, ...answer, messages, isRefusal: server.isRefusal(answer, messages) };
	for (const explain of server.explanations) {
		const failure = explain(exchange);
		if (failure) {
			const mayHeal = failure.mayHeal ?? HEALING_STATUS.includes(answer.status);
			const retryAfter = retryAfterSeconds(answer.headers['retry-after']);
			const isUnclear = failure.isUnclear ?? !exchange.isRefusal;
			return { httpCode: answer.status, ...failure, isUnclear, mayHeal, retryAfter };
		}
	}
	return undefined;
}
