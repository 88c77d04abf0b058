import { readFileSync, statSync } from 'node:fs';
import type { IBinaryData } from 'n8n-workflow';

const MIME_TYPE = 'application/pdf';

/**
 * What n8n reads files in its database with: its own manager, on a stand-in for the table. Like the table, that
 * hands out a file only as a whole. The id of a row is the path of the file that is its content.
 * @param library requires of the installed n8n
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

/** As an item names a file that is in the database. Nothing reads it for that: memory is not given back at once. */
export const inDatabase = (file: string, fileName: string): IBinaryData => ({
	id: `database:${file}`,
	data: 'database',
	mimeType: MIME_TYPE,
	fileName,
	bytes: statSync(file).size,
});
