<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="1">
 <renderer-v2 type="RuleRenderer" symbollevels="1" enableorderby="0" forceraster="0">
  <rules key="root">
   <rule key="rule0" symbol="0" label="Land use" filter="&quot;kind&quot; = 'landuse' AND &quot;class&quot; &lt;&gt; 'farmland'" />
   <rule key="rule1" symbol="1" label="Farmland" filter="&quot;kind&quot; = 'landuse' AND &quot;class&quot; = 'farmland'" />
   <rule key="rule2" symbol="2" label="Parks" filter="&quot;kind&quot; = 'parks'" />
   <rule key="rule3" symbol="3" label="Water" filter="&quot;kind&quot; = 'water'" />
   <rule key="rule4" symbol="4" label="Buildings" filter="&quot;kind&quot; = 'buildings'" scalemaxdenom="30000" />
  </rules>
  <symbols>
   <symbol type="fill" alpha="1" clip_to_extent="1" force_rhr="0" name="0">
    <layer class="SimpleFill" enabled="1" pass="0" locked="0">
     <Option type="Map">
      <Option name="color" type="QString" value="237,235,230,255" />
      <Option name="style" type="QString" value="solid" />
      <Option name="outline_color" type="QString" value="0,0,0,0" />
      <Option name="outline_style" type="QString" value="no" />
      <Option name="outline_width" type="QString" value="0.75" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" clip_to_extent="1" force_rhr="0" name="1">
    <layer class="SimpleFill" enabled="1" pass="1" locked="0">
     <Option type="Map">
      <Option name="color" type="QString" value="234,238,221,255" />
      <Option name="style" type="QString" value="solid" />
      <Option name="outline_color" type="QString" value="0,0,0,0" />
      <Option name="outline_style" type="QString" value="no" />
      <Option name="outline_width" type="QString" value="0.75" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" clip_to_extent="1" force_rhr="0" name="2">
    <layer class="SimpleFill" enabled="1" pass="2" locked="0">
     <Option type="Map">
      <Option name="color" type="QString" value="217,233,207,255" />
      <Option name="style" type="QString" value="solid" />
      <Option name="outline_color" type="QString" value="0,0,0,0" />
      <Option name="outline_style" type="QString" value="no" />
      <Option name="outline_width" type="QString" value="0.45" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" clip_to_extent="1" force_rhr="0" name="3">
    <layer class="SimpleFill" enabled="1" pass="3" locked="0">
     <Option type="Map">
      <Option name="color" type="QString" value="195,218,232,255" />
      <Option name="style" type="QString" value="solid" />
      <Option name="outline_color" type="QString" value="169,200,219,255" />
      <Option name="outline_style" type="QString" value="solid" />
      <Option name="outline_width" type="QString" value="0.45" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" clip_to_extent="1" force_rhr="0" name="4">
    <layer class="SimpleFill" enabled="1" pass="4" locked="0">
     <Option type="Map">
      <Option name="color" type="QString" value="223,219,211,255" />
      <Option name="style" type="QString" value="solid" />
      <Option name="outline_color" type="QString" value="206,201,191,255" />
      <Option name="outline_style" type="QString" value="solid" />
      <Option name="outline_width" type="QString" value="0.45" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <labeling type="rule-based">
  <rules key="root">
   <rule key="label0" scalemaxdenom="50000" scalemindenom="1" filter="&quot;kind&quot; = 'water'">
    <settings calloutType="simple">
     <text-style fieldName="name" isExpression="0" fontFamily="Noto Sans CJK SC" fontSize="8.25" fontSizeUnit="Point" fontWeight="50" textColor="42,92,128,255" textOpacity="1" multilineHeight="1">
      <text-buffer bufferDraw="1" bufferSize="1.20" bufferSizeUnits="Point" bufferColor="243,242,238,255" bufferOpacity="1" />
     </text-style>
     <placement placement="0" centroidInside="1" placementFlags="9" />
     <rendering drawLabels="1" obstacle="0" displayAll="0" />
    </settings>
   </rule>
  </rules>
 </labeling>
</qgis>
