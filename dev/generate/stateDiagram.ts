type Transitions = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function stateDiagram(transitions: Transitions): string {
	const [initial = ''] = Object.keys(transitions);
	const arrows = Object.entries(transitions).flatMap(([state, next]) =>
		Object.entries(next).map(([event, to]) => `    ${state} --> ${to}: ${event}`),
	);
	return ['```mermaid', 'stateDiagram-v2', `    [*] --> ${initial}`, ...arrows, '```'].join('\n');
}
