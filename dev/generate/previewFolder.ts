/** Where the output previews of the operations lie. */
export const PREVIEWS = 'nodes/EvolutionApi/__schema__';

/** n8n looks for previews by the node's version in three numbers: `v1.1.0` for 1.1. */
export function previewFolder(version: number): string {
	const [major, minor = '0'] = String(version).split('.');
	return `${PREVIEWS}/v${major}.${minor}.0`;
}
