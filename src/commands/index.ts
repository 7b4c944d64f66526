import { HelperBuildCommand } from './helper-build.ts';
import { HelperLoadCommand } from './helper-load.ts';
import { HelperSaveCommand } from './helper-save.ts';
import { CompareCommand } from './compare.ts';
import { LoadCommand } from './load.ts';
import { PlanCommand } from './plan.ts';
import { ProxyCommand } from './proxy.ts';
import { RecoverCommand } from './recover.ts';
import { RepeatCommand } from './repeat.ts';
import { ReportCommand } from './report.ts';
import { RunCommand } from './run.ts';
import { SchemaCommand } from './schema.ts';
import { StopCommand } from './stop.ts';
import { ValidateCommand } from './validate.ts';
import { WatchCommand } from './watch.ts';

/** oclif's explicit command map: every file here is loaded at each start, so it imports oclif and types only. */
export const COMMANDS = {
  'helper:build': HelperBuildCommand,
  'helper:load': HelperLoadCommand,
  'helper:save': HelperSaveCommand,
  compare: CompareCommand,
  load: LoadCommand,
  plan: PlanCommand,
  proxy: ProxyCommand,
  recover: RecoverCommand,
  repeat: RepeatCommand,
  report: ReportCommand,
  run: RunCommand,
  schema: SchemaCommand,
  stop: StopCommand,
  validate: ValidateCommand,
  watch: WatchCommand,
};
