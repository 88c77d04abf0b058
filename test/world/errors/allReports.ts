import { furtherErrorReports } from './furtherReports';
import { latestErrorReports } from './latestReports';
import { newerErrorReports } from './newerReports';
import { newestErrorReports } from './newestReports';
import { errorReports } from './reports';
import { eighthErrorReports } from './eighthReports';
import { ninthErrorReports } from './ninthReports';
import { seventhErrorReports } from './seventhReports';
import { sixthErrorReports } from './sixthReports';

/** Of all lists, in the order in which they were made. */
export const allErrorReports = [
	...errorReports,
	...furtherErrorReports,
	...newerErrorReports,
	...newestErrorReports,
	...latestErrorReports,
	...sixthErrorReports,
	...seventhErrorReports,
	...eighthErrorReports,
	...ninthErrorReports,
];
