import { readFileSync, statSync } from 'node:fs';
import type { IBinaryData } from 'n8n-workflow';

const MIME_TYPE = 'application/pdf';

/**
 * Creates n8n's own manager for files in its database, but without a database table: a file's ID is its path on the disk. As in
 * n8n, a file is only read as a whole.
 */
export function databaseManager(library: NodeJS.Require) {
	const { DatabaseManager } = library('n8n/dist/binary-data/database.manager.js') as {
		DatabaseManager: new (table: object, config: object) => never;
	};
	const table = {
		async findOneOrFail(query: { where: { fileId: string }; select: string[] }) {
			const { fileId } = query.where;
			return query.select.includes('data')
				? { data: readFileSync(fileId) }
				: { fileName: null, mimeType: MIME_TYPE, fileSize: statSync(fileId).size };
		},
	};
	return new DatabaseManager(table, {});
}

export const inDatabase = (file: string, fileName: string): IBinaryData => ({
	id: `database:${file}`,
	data: 'database',
	mimeType: MIME_TYPE,
	fileName,
	bytes: statSync(file).size,
});
