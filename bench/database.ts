import { readFileSync, statSync } from 'node:fs';
import type { IBinaryData } from 'n8n-workflow';

const MIME_TYPE = 'application/pdf';

/**
 * n8n's own manager for files in its database, with a replacement for the table. Like the real table, it only returns a file as a
 * whole. The ID of a row is the path of the file that has the content.
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

/** Returns an item's reference to a file in the database. It doesn't read the file, because its memory wouldn't be free again at once. */
export const inDatabase = (file: string, fileName: string): IBinaryData => ({
	id: `database:${file}`,
	data: 'database',
	mimeType: MIME_TYPE,
	fileName,
	bytes: statSync(file).size,
});
