import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../core/failures/failure';
import type { ServerKind } from '../core/server/delivery';
import { hideKey } from '../core/values/hideKey';
import { doubtful, type Finding, fine, type Setup, type SetupCheck, wrong } from './check';
import { deliveriesCheck, webSocketCheck } from './deliveryChecks';
import {
	connectionCheck,
	instanceCheck,
	settingsCheck,
	storeCheck,
	templatesCheck,
} from './instanceChecks';
import {
	clockCheck,
	GO_CHECKS,
	keyCheck,
	licenseCheck,
	serverCheck,
	versionCheck,
} from './serverChecks';
import { addressCheck, eventsCheck, listenersCheck, webhookCheck } from './webhookChecks';

/** From the server to the workflows. */
const EVOLUTION_CHECKS: readonly SetupCheck[] = [
	serverCheck,
	versionCheck,
	licenseCheck,
	clockCheck,
	keyCheck,
	instanceCheck,
	connectionCheck,
	storeCheck,
	webhookCheck,
	listenersCheck,
	addressCheck,
	eventsCheck,
	settingsCheck,
	deliveriesCheck,
	webSocketCheck,
	templatesCheck,
];

const CHECKS: Record<ServerKind, readonly SetupCheck[]> = {
	evolutionApi: EVOLUTION_CHECKS,
	evolutionGo: GO_CHECKS,
};

/**
 * Makes all checks, one after the other. If one fails, those that need it are left out; the others are still made.
 * @returns an item for each of them
 */
export async function runSetupChecks(setup: Setup): Promise<IDataObject[]> {
	const findings: Array<Finding & { readonly check: string }> = [];
	const impossible = new Map<string, string>();
	for (const { name, needs, isOfInstance, look } of CHECKS[setup.connection.server.kind]) {
		if (isOfInstance === true && setup.instance === '') {
			if (name === instanceCheck.name) findings.push({ check: name, ...NO_INSTANCE });
			continue;
		}
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
			findings.push({ check: name, ...findingOf(error) });
		}
	}
	const { apiKey, globalKey = '' } = setup.connection;
	const hidden = (text: string) => [apiKey, globalKey].reduce(hideKey, text);
	return findings.map(({ check, status, found, whatToDo }) => ({
		check,
		status,
		found: hidden(found),
		whatToDo: whatToDo === undefined ? null : hidden(whatToDo),
	}));
}

const NO_INSTANCE = fine(
	'No instance is chosen, so only the server was checked',
	'Choose an instance to check it, its webhook and its workflows, too.',
);

const notPossible = (cause: string): Finding =>
	doubtful(`Not checked, because of "${cause}"`, `First do what "${cause}" says.`);

function findingOf(error: unknown): Finding {
	if (error instanceof RequestFailure) {
		const { message, description } = error.failure;
		return wrong(message, description);
	}
	const text = error instanceof Error ? error.message : String(error);
	return wrong(`This could not be checked: ${text}`, 'Run it again.');
}
