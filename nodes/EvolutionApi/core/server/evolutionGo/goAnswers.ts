import type { Explain } from '../../failures/failure';
import { isRecord, recordOf } from '../../values/answer';
import type { Answers } from '../answers';
import * as other from '../explainOtherServer';
import * as server from '../explainServer';
import * as go from './explainGo';
import { isGoRefusal } from './goRefusal';

const EXPLANATIONS: readonly Explain[] = [
	server.licenseRequired,
	server.redirected,
	server.tooManyRequests,
	server.tooLarge,
	other.managerPage,
	go.evolutionApiThere,
	go.silentFailure,
	go.goKeyRefused,
	go.goRouteUnknown,
	other.otherPage,
	server.pageOfProxy,
	server.unavailable,
	go.goNotOnWhatsApp,
	go.goNotConnected,
	go.madeAndNotSeen,
	go.refusedMessage,
	go.timedOutInside,
	server.forbidden,
	go.anyOfGo,
];

/** `Info.Timestamp` of what was sent is the server's own time, with up to nine digits of a fraction. */
const writtenAt: Answers['writtenAt'] = (path, body) => {
	if (!path.startsWith('/send/') || !isRecord(body)) return undefined;
	const { Timestamp } = recordOf(recordOf(body.data).Info);
	const time = typeof Timestamp === 'string' ? Date.parse(Timestamp) : NaN;
	return Number.isNaN(time) ? undefined : { first: time, last: time + 1 };
};

export const goAnswers: Answers = {
	explanations: EXPLANATIONS,
	isRefusal: isGoRefusal,
	writtenAt,
};
