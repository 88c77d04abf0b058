import type { Explain } from '../../failures/failure';
import * as other from '../explainOtherServer';
import * as server from '../explainServer';
import * as go from './explainGo';

export const EXPLANATIONS: readonly Explain[] = [
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
