import type { Finding } from './check';

/** What a check has found. */
export type NamedFinding = Finding & { readonly check: string };

/** What is one line where all of it is well. */
const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
	Server: ['Server', 'Version', 'License', 'Clock', 'API Key', 'Global API Key'],
	Instance: ['Instance', 'Connection', 'Settings', 'Message Store', 'Sending', 'Templates'],
	Webhook: ['Webhook', 'Webhook Address', 'Events', 'Deliveries', 'WebSocket'],
	Workflows: ['Workflows', 'Listeners', 'Open Questions', 'Executions', 'Failed Executions'],
};

/** What is wrong, each by itself, and then a line for each subject with what is well. */
export function summarize(findings: readonly NamedFinding[]): NamedFinding[] {
	const faults = findings.filter(({ status }) => status !== 'ok');
	const lines = Object.entries(SUBJECTS).flatMap(([check, names]): NamedFinding[] => {
		const well = findings.filter(
			(finding) => finding.status === 'ok' && names.includes(finding.check),
		);
		if (well.length === 0) return [];
		const advice = well.flatMap(({ whatToDo }) => whatToDo ?? []);
		return [
			{
				check,
				status: 'ok',
				found: well.map(({ found }) => found).join('. '),
				whatToDo: advice.length > 0 ? advice.join(' ') : undefined,
			},
		];
	});
	return [...faults, ...lines];
}
