import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../core/failures/failure';
import type { Connection } from '../core/server/adapter';
import { hideKey } from '../core/values/sanitize';
import {
	doubtful,
	fine,
	isInstanceChosen,
	wrong,
	type Check,
	type Finding,
	type Setup,
} from './check';
import { deliveriesCheck, kindsCheck, sendingCheck, webSocketCheck } from './deliveryChecks';
import { executionsCheck } from './executionsCheck';
import {
	connectionCheck,
	instanceCheck,
	settingsCheck,
	storeCheck,
	templatesCheck,
} from './instanceChecks';
import {
	clockCheck,
	failureFinding,
	globalKeyCheck,
	keyCheck,
	licenseCheck,
	serverCheck,
	versionCheck,
} from './serverChecks';
import { failedCheck, questionsCheck, workflowsCheck } from './silenceChecks';
import { summarize, type NamedFinding } from './summary';
import { addressCheck, eventsCheck, listenersCheck, webhookCheck } from './webhookChecks';

/** From the server to the workflows. */
const CHECKS: readonly Check[] = [
	executionsCheck,
	serverCheck,
	versionCheck,
	licenseCheck,
	clockCheck,
	keyCheck,
	globalKeyCheck,
	instanceCheck,
	connectionCheck,
	storeCheck,
	webhookCheck,
	workflowsCheck,
	questionsCheck,
	listenersCheck,
	addressCheck,
	eventsCheck,
	settingsCheck,
	deliveriesCheck,
	failedCheck,
	kindsCheck,
	sendingCheck,
	webSocketCheck,
	templatesCheck,
];

/**
 * Makes all checks, one after the other. If one fails, those that need it are left out; the others are still made.
 * @param isEachShown an item for each of them, also where all is well
 */
export async function runChecks(setup: Setup, isEachShown: boolean): Promise<IDataObject[]> {
	const findings: NamedFinding[] = [];
	const impossible = new Map<string, string>();
	const { kind } = setup.connection.server;
	const isChosen = isInstanceChosen(setup);
	for (const { name, on = kind, needs, isOfInstance, look } of CHECKS) {
		if (name === instanceCheck.name && !isChosen) findings.push({ check: name, ...NO_INSTANCE });
		if (on !== kind || (isOfInstance === true && !isChosen)) continue;
		const [cause] = needs.flatMap((need) => impossible.get(need) ?? []);
		if (cause !== undefined) {
			impossible.set(name, cause);
			findings.push({ check: name, ...notPossible(cause) });
			continue;
		}
		try {
			findings.push({ check: name, ...(await look(setup, findings)) });
		} catch (error) {
			impossible.set(name, name);
			findings.push({ check: name, ...toFinding(error, setup.connection) });
		}
	}
	const { apiKey, globalKey = '' } = setup.connection;
	const hidden = (text: string) => [apiKey, globalKey].reduce(hideKey, text);
	const shown = isEachShown ? findings : summarize(findings);
	return shown.map(({ check, status, found, whatToDo }) => ({
		check,
		status,
		found: hidden(found),
		whatToDo: whatToDo === undefined ? undefined : hidden(whatToDo),
	}));
}

const NO_INSTANCE = fine(
	'No instance is chosen, so only the server was checked',
	'Choose an instance to check it, its webhook and its workflows, too.',
);

const notPossible = (cause: string): Finding =>
	doubtful(`Not checked, because of "${cause}"`, `First do what "${cause}" says.`);

function toFinding(error: unknown, connection: Connection): Finding {
	if (error instanceof RequestFailure) return failureFinding(error, connection);
	const text = error instanceof Error ? error.message : String(error);
	return wrong(`This could not be checked: ${text}`, 'Run it again.');
}
