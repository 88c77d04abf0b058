import { messagesIn } from '../server/answer';
import { databaseFailed, labelNotStored } from './explainDatabase';
import {
	errorInSuccess,
	graphError,
	keyRefused,
	notConnected,
	notEditable,
	notForThisChannel,
	nothingSent,
	notOnWhatsApp,
	unknownGroup,
	unknownInstance,
	unknownRoute,
} from './explainEvolution';
import { messageLimit } from './explainMessage';
import { groupRefused, templateRefused, unknownMedia } from './explainRefusal';
import {
	existsOrNot,
	nameTaken,
	unknownEvent,
	unreachableAddress,
	unreadableFile,
} from './explainRequest';
import {
	anyOther,
	forbidden,
	licenceRequired,
	notEvolution,
	redirected,
	retryAfterSeconds,
	tooLarge,
	tooManyRequests,
	unavailable,
} from './explainServer';
import type { ServerAnswer, Asked, Explain, Failure } from './failure';
import { isRefusal } from './refusal';

/** After these a later try may succeed. */
const HEALING_STATUS = [429, 502, 503, 504];

/** Their order matters: the first that knows the answer explains it. */
const EXPLANATIONS: readonly Explain[] = [
	licenceRequired,
	redirected,
	// A proxy answers these two with a page of its own.
	tooManyRequests,
	tooLarge,
	notEvolution,
	unavailable,
	keyRefused,
	unknownInstance,
	unknownRoute,
	labelNotStored,
	databaseFailed,
	notOnWhatsApp,
	notConnected,
	unknownGroup,
	notEditable,
	notForThisChannel,
	messageLimit,
	groupRefused,
	unknownMedia,
	templateRefused,
	graphError,
	errorInSuccess,
	nothingSent,
	nameTaken,
	existsOrNot,
	unreachableAddress,
	unreadableFile,
	unknownEvent,
	forbidden,
	anyOther,
];

/** Hides where the files of the server are. Its routes stay. */
const withoutPaths = (text: string) =>
	text.replace(
		/(?<![\w/:.]|^Cannot [A-Z]+ )(?:[A-Za-z]:\\|\/)[\w.@-]+(?:[/\\][\w.@-]+)+(?::\d+)*/g,
		'…',
	);

/** @returns undefined if the answer is a success */
export function failureOf(answer: ServerAnswer, asked: Asked): Failure | undefined {
	const messages = messagesIn(answer.body).map(withoutPaths);
	const exchange = { ...asked, ...answer, messages };
	for (const explain of EXPLANATIONS) {
		const failure = explain(exchange);
		if (failure) {
			const mayHeal = failure.mayHeal ?? HEALING_STATUS.includes(answer.status);
			const retryAfter = retryAfterSeconds(answer.headers['retry-after']);
			const isUnclear = failure.isUnclear ?? !isRefusal(exchange);
			return { httpCode: answer.status, ...failure, isUnclear, mayHeal, retryAfter };
		}
	}
	return undefined;
}
