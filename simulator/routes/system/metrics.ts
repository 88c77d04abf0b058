import { cannot } from '../../core/answers';
import type { PlainRoute } from '../../core/types';
import { isDisabled } from '../../state/config';
import type { State } from '../../state/state';

const label = (value: string) =>
	value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

/** Prometheus' text format. */
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

/** Only there when the server's metrics are switched on; no key. */
export const metrics: PlainRoute = {
	method: 'GET',
	path: '/metrics',
	guard: 'none',
	handler: ({ state, request }) =>
		isDisabled(state.config, 'metrics')
			? cannot(request.method, request.url)
			: {
					status: 200,
					raw: text(state),
					contentType: 'text/plain; version=0.0.4; charset=utf-8',
					headers: { 'Cache-Control': 'no-cache, no-store, must-revalidate' },
				},
};
