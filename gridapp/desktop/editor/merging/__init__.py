"""The merge workbench: many nets made one, its questions decided one by one."""
