import { cannot } from '../../core/answers';
import type { Answer, Call, PlainRoute } from '../../core/types';
import { isDisabled } from '../../state/config';
import type { State } from '../../state/state';

const label = (value: string) =>
	value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

function text({ config, serverUrl, instances }: State): string {
	const head = (name: string, help: string) => [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`];
	const environment = `version="${label(config.version)}",clientName="evolution",serverUrl="${label(serverUrl)}"`;
	const lines = [
		...head('evolution_environment_info', 'Environment information'),
		`evolution_environment_info{${environment}} 1`,
		...head('evolution_instances_total', 'Total number of instances'),
		`evolution_instances_total ${instances.size}`,
		...head('evolution_instance_up', '1 if instance state is open, else 0'),
		...head('evolution_instance_state', 'Instance state as a labelled metric'),
	];
	for (const { name, integration, state } of instances.values()) {
		const labels = `instance="${label(name)}",integration="${integration}"`;
		lines.push(`evolution_instance_up{${labels}} ${state === 'open' ? 1 : 0}`);
		lines.push(`evolution_instance_state{${labels},state="${state}"} 1`);
	}
	return `${lines.join('\n')}\n`;
}

function refusal({ state, request: { authorization = '' } }: Call): Answer | undefined {
	const { metricsLogin } = state.config;
	const raw = Buffer.from(authorization.slice('Basic '.length), 'base64').toString();
	if (metricsLogin === null || raw === metricsLogin) return undefined;
	const isBasic = authorization.startsWith('Basic ');
	return {
		status: 401,
		raw: isBasic ? 'Invalid credentials' : 'Authentication required',
		contentType: 'text/html; charset=utf-8',
		headers: isBasic ? {} : { 'WWW-Authenticate': 'Basic realm="Evolution API Metrics"' },
	};
}

/** The route only exists while the metrics are switched on, and needs no API key. */
export const metrics: PlainRoute = {
	method: 'GET',
	path: '/metrics',
	guard: 'none',
	since: '2.3.3',
	handler(call) {
		const { state, request } = call;
		if (isDisabled(state.config, 'metrics')) return cannot(request.method, request.url);
		return (
			refusal(call) ?? {
				status: 200,
				raw: text(state),
				contentType: 'text/plain; version=0.0.4; charset=utf-8',
				headers: { 'Cache-Control': 'no-cache, no-store, must-revalidate' },
			}
		);
	},
};
