import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../errors/failure';
import type { Connection } from '../server/adapter';
import { hideKey } from '../core/values/sanitize';
import type { Check, NamedFinding, Setup } from './check';
import { deliveriesCheck, kindsCheck, sendingCheck, webSocketCheck } from './deliveryChecks';
import {
	connectionCheck,
	instanceCheck,
	settingsCheck,
	storeCheck,
	templatesCheck,
} from './instanceChecks';
import { doubtful, fine, wrong, type Finding } from './findings';
import {
	clockCheck,
	failureFinding,
	globalKeyCheck,
	keyCheck,
	licenseCheck,
	serverCheck,
	versionCheck,
} from './serverChecks';
import { executionsCheck, failedCheck, questionsCheck, workflowsCheck } from './silenceChecks';
import { addressCheck, eventsCheck, listenersCheck, webhookCheck } from './webhookChecks';

/** Each check comes after the checks that it needs. */
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

/** The checks of an area share one line if all of them pass. */
const AREAS: Readonly<Record<string, readonly string[]>> = {
	Server: ['Server', 'Version', 'License', 'Clock', 'API Key', 'Global API Key'],
	Instance: ['Instance', 'Connection', 'Settings', 'Message Store', 'Sending', 'Templates'],
	Webhook: ['Webhook', 'Webhook Address', 'Events', 'Deliveries', 'WebSocket'],
	Workflows: ['Workflows', 'Listeners', 'Open Questions', 'Executions', 'Failed Executions'],
};

const isFault = ({ status }: Finding): boolean => status !== 'ok';

function summarize(findings: readonly NamedFinding[]): NamedFinding[] {
	const lines = Object.entries(AREAS).flatMap(([check, names]): NamedFinding[] => {
		const parts = findings.filter((finding) => names.includes(finding.check));
		if (parts.length === 0 || parts.some(isFault)) return [];
		const details = parts.map((part) => part.details).join('. ');
		const whatToDo = parts.flatMap((part) => part.whatToDo ?? []).join(' ');
		return [{ check, status: 'ok', details, whatToDo }];
	});
	return [...findings.filter(isFault), ...lines];
}

/** If a check throws, the checks that need it are skipped. */
export async function runChecks(
	{ context, connection, instance }: Pick<Setup, 'context' | 'connection' | 'instance'>,
	isEachShown: boolean,
): Promise<IDataObject[]> {
	const findings: NamedFinding[] = [];
	const setup: Setup = { context, connection, instance, findings, answers: new Map() };
	/** Maps each failed check to its own name, and each skipped check to the failed check that it depends on. */
	const causes = new Map<string, string>();
	const { kind } = connection.server;
	const isChosen =
		instance !== '' || (kind === 'evolutionGo' && connection.globalKey === undefined);
	for (const { name, on = kind, needs, needsNoInstance, look } of CHECKS) {
		if (name === instanceCheck.name && !isChosen) findings.push({ check: name, ...NO_INSTANCE });
		if (on !== kind || !(isChosen || needsNoInstance)) continue;
		const [cause] = needs.flatMap((need) => causes.get(need) ?? []);
		if (cause !== undefined) {
			causes.set(name, cause);
			if (isEachShown) findings.push({ check: name, ...notPossible(cause) });
			continue;
		}
		try {
			findings.push({ check: name, ...(await look(setup)) });
		} catch (error) {
			causes.set(name, name);
			findings.push({ check: name, ...toFinding(error, connection) });
		}
	}
	const { apiKey, globalKey = '' } = connection;
	const hide = (text: string) => [apiKey, globalKey].reduce(hideKey, text);
	const rows = isEachShown ? findings : summarize(findings);
	return rows.map(({ check, status, details, whatToDo = '' }) => ({
		check,
		status,
		whatToDo: hide(whatToDo),
		details: hide(details),
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
