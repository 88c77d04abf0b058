import type { Explain } from '../../failures/failure';
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

export const goAnswers: Answers = {
	explanations: EXPLANATIONS,
	isRefusal: isGoRefusal,
};
