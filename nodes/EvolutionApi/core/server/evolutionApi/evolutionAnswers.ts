import type { Explain } from '../../failures/failure';
import * as other from '../explainOtherServer';
import * as server from '../explainServer';
import { unreachableAddress } from './explainAddress';
import * as database from './explainDatabase';
import * as evolution from './explainEvolution';
import * as request from './explainRequest';
import { knownWords } from './explainWords';

export const EXPLANATIONS: readonly Explain[] = [
	other.evolutionGoThere,
	server.licenseRequired,
	server.redirected,
	// A proxy answers these two with a page of its own.
	server.tooManyRequests,
	server.tooLarge,
	other.managerPage,
	other.otherPage,
	server.pageOfProxy,
	other.otherProgram,
	server.unavailable,
	evolution.keyRefused,
	evolution.unknownInstance,
	evolution.unknownRoute,
	database.templateNameTaken,
	database.databaseFailed,
	evolution.notOnWhatsApp,
	evolution.notConnected,
	evolution.unknownGroup,
	evolution.notForThisChannel,
	knownWords,
	evolution.templateRefused,
	evolution.graphError,
	evolution.errorInSuccess,
	evolution.nothingSent,
	request.nameTaken,
	request.switchedOff,
	request.existsOrNot,
	unreachableAddress,
	request.unreadableFile,
	request.unknownEvent,
	server.forbidden,
	server.anyOther,
];
