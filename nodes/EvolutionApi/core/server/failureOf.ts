import type { ServerAnswer, Asked, Explain, Failure } from '../failures/failure';
import { messagesIn } from '../values/answer';
import { unreachableAddress } from './evolutionApi/explainAddress';
import * as database from './evolutionApi/explainDatabase';
import * as evolution from './evolutionApi/explainEvolution';
import { messageLimit } from './evolutionApi/explainMessage';
import * as refusal from './evolutionApi/explainRefusal';
import * as request from './evolutionApi/explainRequest';
import { isRefusal } from './evolutionApi/refusal';
import * as other from './explainOtherServer';
import * as server from './explainServer';

/** After these a later try may succeed. */
const HEALING_STATUS = [429, 502, 503, 504];

/** Their order matters: the first that knows the answer explains it. */
const EXPLANATIONS: readonly Explain[] = [
	server.licenceRequired,
	server.redirected,
	// A proxy answers these two with a page of its own.
	server.tooManyRequests,
	server.tooLarge,
	other.managerPage,
	other.evolutionGo,
	other.otherPage,
	server.pageOfProxy,
	other.otherProgram,
	server.unavailable,
	evolution.keyRefused,
	evolution.unknownInstance,
	evolution.unknownRoute,
	database.labelNotStored,
	database.databaseFailed,
	evolution.notOnWhatsApp,
	evolution.notConnected,
	evolution.unknownGroup,
	evolution.notEditable,
	evolution.notForThisChannel,
	messageLimit,
	refusal.groupRefused,
	refusal.unknownMedia,
	refusal.templateRefused,
	evolution.graphError,
	evolution.errorInSuccess,
	evolution.nothingSent,
	request.nameTaken,
	request.existsOrNot,
	unreachableAddress,
	request.unreadableFile,
	request.unknownEvent,
	server.forbidden,
	server.anyOther,
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
			const retryAfter = server.retryAfterSeconds(answer.headers['retry-after']);
			const isUnclear = failure.isUnclear ?? !isRefusal(exchange);
			return { httpCode: answer.status, ...failure, isUnclear, mayHeal, retryAfter };
		}
	}
	return undefined;
}
