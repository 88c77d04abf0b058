import { addressErrorReports } from './addresses';
import { connectionErrorReports } from './connection';
import { databaseErrorReports } from './database';
import { fileErrorReports } from './files';
import { groupErrorReports } from './groups';
import { metaErrorReports } from './meta';
import { proxyErrorReports } from './proxies';
import { refusalErrorReports } from './refusals';
import { serverCodeErrorReports } from './serverCode';
import { settingErrorReports } from './settings';
import { tunnelErrorReports } from './tunnels';
import { whatsappErrorReports } from './whatsapp';

export const errorReports = [
	...metaErrorReports,
	...tunnelErrorReports,
	...proxyErrorReports,
	...refusalErrorReports,
	...databaseErrorReports,
	...groupErrorReports,
	...fileErrorReports,
	...serverCodeErrorReports,
	...whatsappErrorReports,
	...connectionErrorReports,
	...settingErrorReports,
	...addressErrorReports,
];
